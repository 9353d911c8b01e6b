"""Numbers people type: right ones taken however they are spaced, wrong ones named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.legal import numbers
from toolkit.legal.numbers import Unfit


def code_of(check: object, text: str) -> str:
    with pytest.raises(Unfit) as caught:
        check(text)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("732829320", "732829320"), ("732 829 320 00074", "73282932000074"),
        ("732-829-320.00074", "73282932000074"),
        ("732\N{NO-BREAK SPACE}829\N{NARROW NO-BREAK SPACE}320", "732829320"),
        ("35600000000048", "35600000000048"),  # the head office of La Poste
        ("35600000049837", "35600000049837"), ("356000000", "356000000"),
    ],
)  # fmt: skip
def test_company_numbers_are_taken(typed: str, kept: str) -> None:
    assert numbers.siret(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("73282932000075", "siret_sum"), ("732829302", "siret_sum"), ("00000000000000", "siret_sum"),
        ("35600000049838", "siret_sum"), ("73282932000", "siret_length"),
        ("7328 29320 0007A", "siret_characters"),
        ("٧٣٢٨٢٩٣٢٠", "siret_characters"), ("", "siret_characters"), ("9" * 4000, "siret_length"),
    ],
)  # fmt: skip
def test_wrong_company_numbers_are_named(typed: str, code: str) -> None:
    assert code_of(numbers.siret, typed) == code


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: int, place: int, added: int) -> None:
    body = f"{number:08d}"
    right = next(body + str(key) for key in range(10) if numbers.luhn(body + str(key)))
    wrong = right[:place] + str((int(right[place]) + added) % 10) + right[place + 1 :]
    assert not numbers.luhn(wrong)


def test_professional_numbers() -> None:
    body = "1000123456"
    right = next(body + str(key) for key in range(10) if numbers.luhn(body + str(key)))
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert numbers.professional(f"RPPS {right}, FINESS 123456789")
    assert numbers.professional("1" * 9) == "1" * 9
    assert code_of(numbers.professional, wrong) == "rpps_sum"
    for typed in ("12345", "aucun", "1" * 12):
        assert code_of(numbers.professional, typed) == "rpps_length"


@pytest.mark.parametrize(
    "typed",
    ["01 23 45 67 89", "+33 (0)1 23 45 67 89", "0123456789 le matin", "dr@cabinet.fr", "262 692 12 34 56"],
)
def test_contacts_are_taken(typed: str) -> None:
    assert numbers.contact(typed) == typed


@pytest.mark.parametrize("typed", ["demain", "12", "a@b", "@", "1 2 3", "x" * 4000])
def test_what_reaches_nobody_is_named(typed: str) -> None:
    assert code_of(numbers.contact, typed) == "contact_shape"


def test_counts_and_amounts() -> None:
    assert numbers.whole("1 200") == "1200"
    assert numbers.whole("1000 à 1 500") == numbers.whole("1000-1500") == "1000-1500"
    for typed in ("beaucoup", "1500-1000", "-3", "1,5", "1-2-3", ""):
        assert code_of(numbers.whole, typed) == "number_shape"
    assert numbers.money("1 234,5 €") == "1234.50"
    assert numbers.money("300 euros") == "300.00"
    for typed in ("", "mille", "1,234,5", "12 dollars"):
        assert code_of(numbers.money, typed) == "money_shape"


@given(st.text(max_size=400))
def test_whatever_is_typed_is_taken_or_named(typed: str) -> None:
    for check in (numbers.siret, numbers.professional, numbers.contact, numbers.whole, numbers.money):
        try:
            told = check(typed)
        except Unfit as unfit:
            told = unfit.code
        assert told


def test_the_number_of_a_complaint_holds_a_digit_and_a_waiver_names_somebody() -> None:
    for text in ("pas encore", "non", "-", "en cours"):
        with pytest.raises(Unfit, match="reference_shape"):
            numbers.reference(text)
    for text in ("non", "Non !", "personne", ".", "pas encore", "12"):
        with pytest.raises(Unfit, match="person_shape"):
            numbers.person(text)
    assert numbers.reference("PV 2026/1234, Brest") == "PV 2026/1234, Brest"
    assert numbers.person("Dr Li, je restaure sans plainte").startswith("Dr Li")

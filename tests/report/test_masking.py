"""Identifiers of people go, time stamps and the attacker's addresses stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.masking import masked, masked_facts


@pytest.mark.parametrize(
    "secret",
    [
        "284057512345678", "2 84 05 75 123 456 78", "2840575123456", "geraldine@example.org",
        "RPPS: 10101010101", "finess=750712184", "QUJD" * 25,
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78", "01-23-45-67-89",
    ],
)  # fmt: skip
def test_identifiers_are_masked(secret: str) -> None:
    digits = secret.rsplit(":", 1)[-1].rsplit("=", 1)[-1].strip()
    assert digits not in masked(f"avant {secret} après")


@pytest.mark.parametrize(
    "kept",
    [
        "20261011001407", "DOSSIER 2026-10-11 00:14:07", "build 19045.3803", "P-0612345678",
        "10.0.19041.1288", "2026-10-11-01-02-03-04-05.log", "S-1-5-21-1004336348-1177238915-682003330-1001",
    ],
)  # fmt: skip
def test_what_is_no_identifier_stays(kept: str) -> None:
    assert masked(kept) == kept


def test_the_attackers_address_stays() -> None:
    assert masked("pay@evil.example", frozenset({"pay@evil.example"})) == "pay@evil.example"


def test_facts_are_masked_throughout() -> None:
    assert masked_facts({"a": ["x@y.example", {"b": "x@y.example"}], "n": 3}) == {
        "a": ["[e-mail]", {"b": "[e-mail]"}],
        "n": 3,
    }


@pytest.mark.parametrize("digits", ["2" * 64, "a1" + "0612345678" * 3, "2840575123456" + "b" * 27])
def test_a_hash_stays_whole_whatever_digits_it_holds(digits: str) -> None:
    assert masked(f"SHA256={digits} 0612345678") == f"SHA256={digits} [tél.]"


@pytest.mark.parametrize(
    "secret",
    [
        "2 84 05 2A 123 456 78", "284052B12345678", "1 57 08 99 352 001", "2-84-05-75-123-456-78",
        "2.84.05.75.123.456.78", "284 0575 123456",
        "2\u00a084\u00a005\u00a075\u00a0123\u00a0456\u00a078", "2 84 05 971 23 456 78",
        "o'brien@courriel.example", "m.dupont%40courriel.example", "+49 30 1234567", "+1 (212) 555-0100",
        "+32475123456", "FR76 3000 6000 0112 3456 7890 189", "DE89370400440532013000", "_-" + "aB3" * 40,
    ],
)  # fmt: skip
def test_other_identifiers_are_masked(secret: str) -> None:
    told = masked(f"avant {secret} après")
    assert secret not in told
    assert told.startswith("avant ")
    assert told.endswith(" après")
    assert "[" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("né le 12/05/1984 à Lyon", "né le [date] à Lyon"),
        ("Née le : 12 mai 1984", "Née le : [date]"),
        ("DDN 12051984.", "DDN [date]."),
        ("date de naissance : 1984-05-12", "date de naissance : [date]"),
        ("born on May 12, 1984", "born on [date]"),
        ("DOB=05/12/84", "DOB=[date]"),
        ("12/05/1984 (naissance)", "[date] (naissance)"),
        ('"birthdate": "1984-05-12"', '"birthdate": "[date]"'),
        ("N° RPPS : 10101010101", "N° RPPS : [n°]"),
        ("ADELI 12 3 45678 9", "ADELI [n°]"),
        ("<finess>750712184</finess>", "<finess>[n°]</finess>"),
        ("code CPS : 1234", "code CPS : [n°]"),
        ("sécurité sociale n° 284057512345678", "sécurité sociale n° [n°]"),
    ],
)
def test_what_stands_by_its_word_is_masked(text: str, told: str) -> None:
    assert masked(text) == told


EVIDENCE = (
    "P-3fa91c02b7", "P-0612345678.docx", "20261011001407", "10.0.19041.12880", "192.168.1.100",
    "203.0.113.77",
    "2001:db8::1234:5678", "S-1-5-21-1004336348-1177238915-682003330-1001", "2026-10-11T00:14:07+02:00",
    "Trousse_Program_Deletes_Shadow_Copies", "Windows/System32/winevt/Logs/Security.evtx", "KB5000001",
    "Windows/System32/DriverStore/FileRepository/usbstor/amd64/Microsoft/Windows/Components/Servicing/Packages",
    r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8",
    "a" * 32, "0" * 40, "1" * 64, "12345678" * 16, "T1" + "2" * 70, "54524F55" * 9 + "0000",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "1BitcoinEaterAddressDontSendf59kuE", "0x6e2b71",
    "trousse2demo2cette2adresse2est2fausse2elle2mene2a2rienyd.onion", "-d1000", "1.40.14", "x64-12.10.25.0",
    "born to be wild", "DDN", "inside 3 files", "nircmd 1.2", "2026-10-11 02:14:07", "11/10/2026 02:14",
)  # fmt: skip


@given(st.lists(st.sampled_from(EVIDENCE), min_size=1, max_size=6))
def test_evidence_is_never_touched(words: list[str]) -> None:
    text = " | ".join(words)
    assert masked(text) == text


def _nir(sex: str, digits: str, place: str) -> str:
    return sex + digits[:4] + place + digits[4:10]


@given(
    st.sampled_from("12"),
    st.from_regex(r"\d\d(0[1-9]|1[0-2])\d{6}(\d\d)?", fullmatch=True),
    st.sampled_from(["75", "2A", "2b", "99"]),
    st.sampled_from(["", "nir ", "dossier de ", "=", "(", "é "]),
    st.sampled_from(["", ")", ", ", "\n", ".pdf", " né"]),
)
def test_no_social_security_number_passes(
    sex: str, digits: str, place: str, before: str, behind: str
) -> None:
    number = _nir(sex, digits, place)
    assert number not in masked(f"{before}{number}{behind}")


@given(st.text("0123456789 .-+()NIRnir:@aé/_", max_size=200))
def test_any_text_is_masked_in_one_go(text: str) -> None:
    once = masked(text)
    assert len(once) <= 8 * len(text) + 8


@pytest.mark.parametrize(
    "one", ["a", "1", "2 84 ", "+33 ", "a@a.", "né le ", "AB12 ", "aB/", "nir n", "- ", "1."]
)
def test_no_text_takes_for_ever(one: str) -> None:
    assert masked(one * 20_000) is not None


def test_what_the_attacker_gives_stays_whole() -> None:
    given_by = ("+49 30 1234567", "284057512345678", "x" * 95, "me@jabber.example")
    for one in given_by:
        assert masked(f"write {one} now", frozenset({one})) == f"write {one} now"

"""French spaces: those that do not break where print sets them, and nothing else touched."""

import pytest

from toolkit.texts import Speech
from toolkit.texts.forms import share
from toolkit.texts.typography import FIXED, NARROW, french, plainer


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Fichiers lus : {files}.", "Fichiers lus_: {files}."),
        ("{files} : {why} ; fin !", "{files}_: {why}~; fin~!"),
        ("Le croyez-vous ?", "Le croyez-vous~?"),
        ("« trousse seal »", "«_trousse seal_»"),
        ("« {name} » : rien", "«_{name}_»_: rien"),
        ("{share} de 12 %.", "{share} de 12_%."),
        ("10 000 fichiers, 116 006", "10_000 fichiers, 116_006"),
    ],
)
def test_french_punctuation_keeps_to_its_word(typed: str, shown: str) -> None:
    assert french(typed) == shown.replace("_", FIXED).replace("~", NARROW)


@pytest.mark.parametrize(
    "typed",
    [
        "à 8:10, heure de Paris",
        "https://nomoreransom.org/?a=1;b",
        "std::x ::y",
        "set %APPDATA% puis %TEMP%",
        "find . !name",
        "24/10/2026 10h",
        "le 3 octobre 2026, 100 Mo",
        "",
    ],
)
def test_what_is_no_punctuation_stays(typed: str) -> None:
    assert french(typed) == typed


def test_a_document_has_narrow_spaces_and_a_terminal_has_none() -> None:
    code = "screen.captured"
    facts = {"notes": 1, "samples": 2}
    assert f"1{NARROW}; " in Speech("fr", fine=True).say(code, **facts)
    assert f"1{FIXED}; " in Speech("fr").say(code, **facts)
    assert FIXED not in Speech("en", fine=True).say(code, **facts)


def test_a_fact_is_never_set_anew() -> None:
    assert "« a » ; b" in Speech("fr", fine=True).say("errors.source_missing", source="« a » ; b")


def test_a_command_is_shown_as_it_is_typed() -> None:
    said = Speech("fr", fine=True).say("seal.check_unix_command", alone="x")
    assert "find . ! -type d" in said


def test_a_stream_that_lacks_a_space_gets_a_plain_one() -> None:
    assert plainer(f"a{NARROW};{FIXED}b") == f"a{FIXED};{FIXED}b"
    assert plainer(f"a{NARROW};{FIXED}b", "ascii") == "a ; b"
    assert plainer(f"a{NARROW};", "cp1252") == f"a{FIXED};"
    assert plainer(f"a{NARROW};", "no-such-encoding") == "a ;"


def test_a_share_keeps_its_sign() -> None:
    assert [share(1, 2), share(1, 1000), share(999, 1000)] == [
        f"50{FIXED}%", f"< 1{FIXED}%", f"> 99{FIXED}%",
    ]  # fmt: skip

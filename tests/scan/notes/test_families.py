"""A family is confirmed on two independent marks, proposed on less, and never invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import SignatureRefusal
from toolkit.records import Certainty
from toolkit.scan.notes import Knowledge, family_of_name, identify, load
from toolkit.scan.notes.facts import claimants, facts, of_medium, with_decryptors
from toolkit.scan.notes.fingerprints import (
    channel_mark,
    masked_words,
    short_marks,
    template_marks,
    term_marks,
)
from toolkit.scan.notes.knowledge import FAMILIES, NOTES, but
from toolkit.scan.notes.likeness import shares
from toolkit.scan.notes.names import scheme_of

HOST = "verroutest" + "a2b3c4d5" * 5 + "exempl" + ".onion"
TEMPLATE = """Hello dear management of the company. Your files have been encrypted by our team last night.
We copied everything that matters from your servers and the price depends on how fast you write to us.
Please open the chat with the Tor browser and send the two smallest documents for a free decryption test.
Do not rename anything, do not call a recovery company, they only take your money and come back to us.
"""
VICTIM = "Your ID: {id}   mail: {mail}\n"


def row(name: str, *, templates: str = "", channels: str = "", **lists: object) -> dict[str, object]:
    empty: dict[str, object] = {
        "aliases": [],
        "extensions": [],
        "note_names": [],
        "sources": [],
        "spoken": [name],
    }
    return {
        "name": name,
        "display": name.title(),
        "encryption": "",
        **empty,
        **lists,
        "templates": templates,
        "channels": channels,
    }


def files_of(*rows: dict[str, object], cues: str | None = None) -> dict[str, bytes]:
    real = Path(__file__).parents[3] / "signatures" / NOTES
    lines = "".join(json.dumps(one) + "\n" for one in rows)
    return {NOTES: real.read_bytes() if cues is None else cues.encode(), FAMILIES: lines.encode()}


def note(identifier: str = "1111", mail: str = "one@post.example") -> str:
    return TEMPLATE + VICTIM.format(id=identifier, mail=mail)


@pytest.fixture
def two() -> Knowledge:
    marks = " ".join(sorted(template_marks(note())))
    return load(
        files_of(
            row(
                "verroutest", templates=marks, channels=channel_mark(HOST), extensions=[".verrou", ".locked"]
            ),
            row("autretest", extensions=[".locked"], note_names=["[rand].autre.txt", "README.txt"]),
        )
    )


def test_marks_survive_another_victim() -> None:
    assert template_marks(note()) == template_marks(note("9F3B-77C2", "other@mail.example"))
    assert not {"1111", "one", "post"} & set(masked_words(note()))


def test_one_mark_is_a_hypothesis_and_two_confirm(two: Knowledge) -> None:
    alone = identify("x.txt", note("42").encode(), two)
    assert alone is not None
    assert (alone.family, alone.certainty, alone.candidates) == (
        "verroutest",
        Certainty.PROBABLE,
        ("verroutest",),
    )
    for more in (f"http://{HOST}/", "We are VerrouTest.", "Files end in .verrou now"):
        both = identify("x.txt", (note("42") + more).encode(), two)
        assert both is not None
        assert (both.family, both.certainty) == ("verroutest", Certainty.CONFIRMED), more


def test_the_text_of_one_and_the_name_of_another_is_never_confirmed(two: Knowledge) -> None:
    mixed = identify("x.txt", (note() + f"http://{HOST}/\nWe are the AutreTest group.\n").encode(), two)
    assert mixed is not None
    assert mixed.certainty is not Certainty.CONFIRMED
    assert set(mixed.candidates) == {"verroutest", "autretest"}


def test_a_borrowed_name_is_not_confirmed_by_a_file_named_alike(two: Knowledge) -> None:
    text = "Your files have been encrypted by AutreTest ransomware. Contact us: a@b.example for the key."
    found = identify("XYZ.autre.txt", text.encode(), two)
    assert found is not None
    assert (found.family, found.certainty) == ("autretest", Certainty.CONFIRMED)
    same = but(two, spoken={"autre": ("autretest",), "autretest": ("autretest",)})
    found = identify("XYZ.autre.txt", text.encode(), same)
    assert found is not None
    assert (found.family, found.certainty) == ("autretest", Certainty.PROBABLE)


def test_a_name_that_several_claim_gives_candidates_only(two: Knowledge) -> None:
    assert family_of_name("facture.pdf.locked", two) == ("verroutest", "autretest")
    assert family_of_name("k3j5.AUTRE.txt", two) == ("autretest",)
    assert family_of_name("facture.pdf", two) == ()
    text = b"All your data is encrypted as .locked files. Write to a@b.example to decrypt it, pay in bitcoin."
    found = identify("x.txt", text, two)
    assert found is not None
    assert (found.family, found.certainty) == (None, Certainty.UNKNOWN)
    assert set(found.candidates) == {"verroutest", "autretest"}


def test_a_note_without_any_mark_has_no_family(two: Knowledge) -> None:
    text = b"All your files are encrypted. Write to a@b.example to get your files back, pay in bitcoin."
    found = identify("x.txt", text, two)
    assert found is not None
    assert (found.family, found.certainty, found.candidates) == (None, Certainty.UNKNOWN, ())


def test_no_shipped_family_claims_an_ordinary_extension(known: Knowledge) -> None:
    ordinary = {
        ".html",
        ".exe",
        ".css",
        ".mp3",
        ".rar",
        ".zip",
        ".docx",
        ".pdf",
        ".jpg",
        ".bak",
        ".txt",
        ".dcm",
        ".id-",
    }
    assert ordinary & set(known.claims.by_extension) == set()
    assert family_of_name("ordonnance.pdf", known) == ()
    assert "akira" in family_of_name("ordonnance.pdf.akira", known)
    assert len(known.families) > 2000


def test_every_shipped_family_names_its_sources(known: Knowledge) -> None:
    for family in known.families.values():
        assert family.sources
        assert all(source["date"] for source in family.sources)
        assert {source["licence"] for source in family.sources} <= {
            "CC0-1.0 OR BSD-2-Clause",
            "MIT",
            "Apache-2.0",
        }


def test_an_everyday_word_names_its_author_only_where_a_gang_is_named(known: Knowledge) -> None:
    everyday = {"play", "royal", "aware", "proton", "hive", "medusa", "stop", "team", "help"}
    assert not everyday & set(known.claims.spoken)
    ask = "All your files are encrypted. Write to a@b.example to decrypt them and pay in bitcoin. "
    for text, families in (
        (ask + "We are aware of your insurance, play no games.", set()),
        (ask + "Your network was hit by Royal ransomware.", {"royal"}),
    ):
        found = identify("x.txt", text.encode(), known)
        assert found is not None
        assert ({found.family} - {None}) == families
        assert found.certainty is not Certainty.CONFIRMED


def test_words_that_families_share_name_none_and_a_mark_of_ones_own_decides() -> None:
    runs = " ".join(sorted(short_marks(note())))
    pair = load(files_of(row("verroutest", runs=runs), row("autretest", runs=runs)))
    found = identify("x.txt", note("42").encode(), pair)
    assert found is not None
    assert (found.family, found.candidates) == (None, ("autretest", "verroutest"))
    signed = identify("x.txt", (note("42") + "We are VerrouTest.").encode(), pair)
    assert signed is not None
    assert (signed.family, signed.certainty) == ("verroutest", Certainty.PROBABLE)
    assert signed.candidates[0] == "verroutest"


def test_a_name_and_a_host_of_one_list_are_one_mark() -> None:
    listed = load(files_of(row("verroutest", sites=channel_mark(HOST))))
    text = (
        "Your files are encrypted. Pay in bitcoin to decrypt them.\nWe are VerrouTest.\n" + f"http://{HOST}/"
    )
    found = identify("x.txt", text.encode(), listed)
    assert found is not None
    assert (found.family, found.certainty) == ("verroutest", Certainty.PROBABLE)


def test_a_host_that_two_families_share_names_neither(two: Knowledge) -> None:
    shared = "partagetes" + HOST[10:]
    both = but(two, sites={channel_mark(shared): ("autretest", "verroutest")})
    text = f"Your files are encrypted. Pay in bitcoin to decrypt them: http://{shared}/"
    found = identify("x.txt", text.encode(), both)
    assert found is not None
    assert (found.family, set(found.candidates)) == (None, {"verroutest", "autretest"})


def test_a_name_inside_a_word_of_the_file_name_is_no_mark(known: Knowledge) -> None:
    text = b"All your files are encrypted. Write to a@b.example to decrypt them and pay in bitcoin."
    found = identify("FILE ENCRYPTED.txt", text, known)  # "ncrypt" is a family
    assert found is not None
    assert found.family is None


def test_decryptors_are_dated_facts_with_a_page_and_never_a_program(known: Knowledge) -> None:
    stated = [family.decryptor for family in known.families.values() if family.decryptor]
    assert len(stated) >= 25
    for one in stated:
        assert one["state"] in {"available", "partial", "offline_only", "none_known"}
        assert (len(one["checked"]), one["checked"][:2]) == (10, "20")
        assert one["source"]
        assert not one.get("page", "").lower().endswith((".exe", ".zip", ".msi", ".7z"))
    rows = with_decryptors([{"family": "akira"}, {"family": "nobodysfamily"}], known)
    assert rows[0]["decryptor"]["state"] == "partial"
    assert rows[1] == {"family": "nobodysfamily"}


def test_names_and_rebrands_lead_to_one_family_or_its_kin(known: Knowledge) -> None:
    for asked, name in (
        ("ALPHV", "blackcat"),
        ("Sodinokibi", "revil"),
        ("CrySiS", "dharma"),
        ("TargetCompany", "mallox"),
        ("Agenda", "qilin"),
        ("akira", "akira"),
        (".akira", "akira"),
    ):
        assert name in claimants(asked, known), asked
    assert "hive" in facts("huntersinternational", known)["kin"]
    assert "royal" in facts("blacksuit", known)["kin"]
    assert len(claimants(".locked", known)) > 20
    assert claimants("", known) == ()
    assert facts("nobodysfamily", known) == {}


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "3",
        '{"name": "x"}',
        '{"name": 4, "display": "", "encryption": "", "templates": "", "channels": ""}',
        "\x00",
    ],
)
def test_a_malformed_family_refuses_the_set(bad: str) -> None:
    files = {**files_of(row("a")), FAMILIES: bad.encode() + b"\n"}
    with pytest.raises(SignatureRefusal) as refusal:
        load(files)
    assert (refusal.value.code, refusal.value.facts["file"]) == ("signatures_damaged", FAMILIES)


@pytest.mark.parametrize("bad", ["", "anchors = 3", "[scores", "[weights]\na = 'x'"])
def test_malformed_cues_refuse_the_set(bad: str) -> None:
    with pytest.raises(SignatureRefusal) as refusal:
        load(files_of(row("a"), cues=bad))
    assert refusal.value.facts["file"] == NOTES


def test_a_missing_file_refuses_the_set() -> None:
    with pytest.raises(SignatureRefusal):
        load({})


ASK = "All your files are encrypted. Write to a@b.example to decrypt them, pay in bitcoin.\n"


def test_the_most_alike_note_is_found_where_no_long_run_is_left() -> None:
    said = note()
    other = "Ledger of the month: rent paid, salaries paid, nothing else of note happened here this spring."
    rows = [
        row(name, texts=[" ".join(term_marks(text))], runs=" ".join(short_marks(text)))
        for name, text in (("verroutest", said), ("autretest", other))
    ]
    one = load(files_of(*rows)).claims
    found = shares(said, one)
    assert found["verroutest"] > 0.85
    assert found.get("autretest", 0.0) < 0.05
    shuffled = " ".join(sorted(said.split()))
    assert 0.1 < shares(shuffled, one)["verroutest"] < found["verroutest"]
    assert shares("", one) == {}
    assert shares("Bonjour", one) == {}


def test_a_name_made_into_an_address_names_its_author(two: Knowledge) -> None:
    vanity = "verroutest" + "a2b3c4d5" * 5 + "exempl"
    for more in ("Mail: verroutest.support@post.example", f"Chat: http://{vanity}.onion/"):
        marks = but(two, channels={}, sites={})
        found = identify("x.txt", (ASK + more).encode(), marks)
        assert found is not None
        assert (found.family, found.certainty) == ("verroutest", Certainty.PROBABLE), more
    short = but(two, spoken={"verr": ("verroutest",)}, channels={})
    found = identify("x.txt", (ASK + f"Chat: http://{vanity}.onion/").encode(), short)
    assert found is not None
    assert found.family is None


def test_an_address_that_was_blanked_out_is_nobodys(two: Knowledge) -> None:
    blank = "xxxxxxxxxxxx@post.example"
    both = but(two, channels={channel_mark(blank): ("verroutest",)})
    found = identify("x.txt", (ASK + blank).encode(), both)
    assert found is not None
    assert "verroutest" not in found.candidates


def test_names_made_alike_support_and_never_conclude() -> None:
    assert scheme_of("Jarjets_ReadMe.txt") == scheme_of("Gomez_ReadMe.txt") == "?_readme.txt"
    assert (
        scheme_of("XXXXXXXXX.README.txt") == scheme_of("[rand].README.txt") == scheme_of("kT3x9.README.txt")
    )
    assert scheme_of("LABUBU.txt") == ""
    names = [f"{word}_Help.txt" for word in ("Arthur", "Tisak", "Antoni", "Gomez")]
    made = load(files_of(row("verroutest", note_names=names)))
    found = identify("Nouveau_Help.txt", ASK.encode(), made)
    assert found is not None
    assert (found.family, found.candidates) == (None, ("verroutest",))


def test_of_one_stock_the_family_that_signs_leads() -> None:
    host = "partagetes" + HOST[10:]
    marks = {"templates": " ".join(template_marks(note())), "channels": channel_mark(host)}
    old = row("verroutest", kin=["autretest"], **marks)
    for kin, family in ((["verroutest"], "autretest"), ([], "verroutest")):
        stock = load(files_of(old if kin else row("verroutest", **marks), row("autretest", kin=kin)))
        found = identify("x.txt", (ASK + f"We are AutreTest.\nhttp://{host}/").encode(), stock)
        assert found is not None
        assert found.certainty is not Certainty.CONFIRMED
        assert set(found.candidates) == {"autretest", "verroutest"}
        assert found.family == family


def test_an_everyday_word_alone_at_the_top_is_a_mark_and_names_nobody_by_itself() -> None:
    worded = load(files_of(row("verrou", spoken=[], worded=["verrou"])))
    for title in ("~~~ Verrou ~~~", "Welcome to Verrou!", "V E R R O U"):
        found = identify("x.txt", f"{title}\n{ASK}".encode(), worded)
        assert found is not None
        assert (found.family, found.candidates) == (None, ("verrou",)), title
    inside = identify("x.txt", f"{ASK}Le verrou est tir\u00e9.\n{ASK}{ASK}".encode(), worded)
    assert inside is not None
    assert inside.candidates == ()


def test_notes_and_endings_of_a_medium_speak_together(known: Knowledge) -> None:
    note = {"verdict": "note", "candidates": ["akira", "proxima"], "files": 4}
    survey: dict[str, Any] = {"families": [], "notes": [note], "note_files": 4, "extensions": {".akira": {}}}
    named = [{"family": "akira", "certainty": "probable", "files": 4}]
    assert of_medium(survey, known) == named
    assert of_medium({**survey, "extensions": {".locked": {}}}, known) == []
    assert of_medium({**survey, "note_files": 40}, known) == []
    assert of_medium({**survey, "families": [{"family": "play"}]}, known) == [{"family": "play"}]

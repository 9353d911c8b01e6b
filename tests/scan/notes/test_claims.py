"""What families are known by: made by the first note that asks, and what of it names one."""

import pickle

import pytest

from tests.scan.notes.test_families import ASK, HOST, files_of, note, row
from toolkit.errors import SignatureRefusal
from toolkit.records import Certainty
from toolkit.scan.notes import identify, load
from toolkit.scan.notes.fingerprints import (
    channel_mark,
    short_marks,
    term_marks,
)
from toolkit.scan.notes.knowledge import FAMILIES


def test_one_text_far_ahead_of_every_other_names_its_family_and_two_alike_name_none() -> None:
    part = note()[: len(note()) // 4]
    other = "Ledger of the month: rent paid, salaries paid, nothing else of note happened here this spring."
    said = [("verroutest", note()), ("tiers", other)]
    for rows, family in ((said, "verroutest"), ([*said, ("autretest", note())], None)):
        marks = [
            row(name, texts=[" ".join(term_marks(text))], runs=" ".join(short_marks(text)))
            for name, text in rows
        ]
        asked = f"{part}\nAll your files are encrypted, write to a@b.example and wait for our answer there.\n"
        found = identify("x.txt", asked.encode(), load(files_of(*marks)))
        assert found is not None
        assert found.family == family
        assert found.certainty is (Certainty.PROBABLE if family else Certainty.UNKNOWN)
        assert "verroutest" in found.candidates[:2]


def test_words_under_the_site_of_nobody_known_do_not_lead() -> None:
    half = note()[: len(note()) // 2]
    marks = row("verroutest", texts=[" ".join(term_marks(note()))], runs=" ".join(short_marks(note())))
    known = load(files_of(marks, row("tiers")))
    found = identify("x.txt", f"{half}\nhttp://{'inconnu' + HOST[7:]}/\n".encode(), known)
    assert found is not None
    assert (found.family, found.candidates) == (None, ("verroutest",))


def test_of_one_stock_a_site_of_a_list_gives_way_to_the_words_of_notes() -> None:
    host = "partagetes" + HOST[10:]
    marks = {"runs": " ".join(short_marks(note())), "texts": [" ".join(term_marks(note()))]}
    listed = row("autretest", sites=channel_mark(host), kin=["verroutest"])
    stock = load(files_of(row("verroutest", kin=["autretest"], **marks), listed))
    strangers = load(files_of(row("verroutest", **marks), row("autretest", sites=channel_mark(host))))
    for known, family in ((stock, "verroutest"), (strangers, "autretest")):
        found = identify("x.txt", f"{note()}http://{host}/\n".encode(), known)
        assert found is not None
        assert (found.family, found.certainty) == (family, Certainty.PROBABLE)


def test_what_families_claim_is_made_by_the_first_note_and_in_any_process() -> None:
    fresh = load(files_of(row("verroutest", spoken=["verroutest"])))
    assert identify("x.txt", b"Bonjour, le compte rendu est joint.", fresh) is None
    assert "claims" not in vars(fresh)
    copy = pickle.loads(pickle.dumps(fresh))  # noqa: S301 - our own bytes
    text = f"We are VerrouTest.\n{ASK}".encode()
    first, second = identify("x.txt", text, fresh), identify("x.txt", text, copy)
    assert first == second
    assert first is not None
    assert first.family == "verroutest"
    assert "claims" in vars(fresh)


@pytest.mark.parametrize(
    "key", ["runs", "sites", "worded", "texts", "kin", "references", "sources", "decryptor"]
)
def test_a_family_that_no_note_could_be_compared_with_refuses_the_set_at_once(key: str) -> None:
    with pytest.raises(SignatureRefusal) as refusal:
        load(files_of({**row("a"), key: 3}))
    assert refusal.value.facts["file"] == FAMILIES

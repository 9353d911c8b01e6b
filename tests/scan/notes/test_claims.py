"""What families are known by: made by the first note that asks, and what of it names one."""

import pickle
from itertools import product

import pytest

from tests.scan.notes.test_families import ASK, HOST, files_of, note, row
from toolkit.errors import SignatureRefusal
from toolkit.records import Certainty
from toolkit.scan.notes import Knowledge, identify, load
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


def test_words_that_other_families_say_too_do_not_lead_however_much_of_the_note_they_are() -> None:
    part = note()[: len(note()) // 4]
    text = f"{part}\nAll your files are encrypted, write to a@b.example and wait for our answer there.\n"
    said = {"runs": " ".join(short_marks(note()))}
    texts = [" ".join(term_marks(note()))]
    for kin, family in (([], None), (["tiers"], "verroutest")):
        known = load(files_of(row("verroutest", texts=texts, kin=kin, **said), row("tiers", **said)))
        found = identify("x.txt", text.encode(), known)
        assert found is not None
        assert found.family == family
        assert found.candidates[0] == "verroutest"


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


STOCK = (
    ("All your files are encrypted.", "We encrypted your backups and servers.", "Your servers are locked."),
    ("You can decrypt one file for free.", "Send us one small file as proof.", "Only our key restores it."),
    ("Do not rename files.", "Do not rename or modify files.", "Don't use third party tools."),
    ("Pay 3000 USD in bitcoin.", "The price doubles after 72 hours.", "We have your accounting."),
)


@pytest.mark.parametrize("mail", ["a@onionmail.org", "keyholder@tuta.io", "backmydata@cock.li"])
def test_a_note_of_stock_sentences_names_nobody(known: Knowledge, mail: str) -> None:
    for said in product(*STOCK):
        text = f"{' '.join(said)} Contact us: {mail}. Your personal ID: 123."
        found = identify("README.txt", text.encode(), known)
        assert found is not None
        assert (found.family, found.certainty) == (None, Certainty.UNKNOWN), text


@pytest.mark.parametrize("name", ["keyholder", "backmydata", "decryptormaster"])
def test_an_address_that_any_extorter_could_have_is_a_candidate_and_no_more(name: str) -> None:
    known = load(files_of(row("verroutest", spoken=[name])))
    for more, family in (("", None), (f"We are {name}.\n", "verroutest")):
        found = identify("x.txt", f"{ASK}{more}Mail: {name}@post.example".encode(), known)
        assert found is not None
        assert (found.family, found.candidates) == (family, ("verroutest",))

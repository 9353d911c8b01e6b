"""The receipt and the passphrase sheet: each copy on one page, each hash exact and readable, no secret."""

import dataclasses
import io
import re
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.drafts.builder import case_facts, machine, practice, text
from tests.spaces import typed
from toolkit.paper import html, pdf
from toolkit.paper.blocks import Facts, NewPage, Preformatted
from toolkit.report import annex_sheet, handover
from toolkit.report.handover import Closed, Transfer
from toolkit.report.practice import Practice
from toolkit.texts import Speech

FRENCH, ENGLISH = Speech("fr"), Speech("en")
BOTH = pytest.mark.parametrize("speech", [FRENCH, ENGLISH])
MANIFEST = bytes(range(32)).hex()
CLOSED = Closed(
    name="DOSSIER_K7Q2-M9XD.zip",
    size=1_234_567,
    sha256="ab" * 32,
    manifest_sha256=MANIFEST,
    fingerprint="SHA256:QVFOFC1AGiPbGPzU2JMyKNR9CN4hQRZHruGJaTd1Zpw",
    exhibits=11,
    sealed_at=1_791_700_000_000_000_000,
    annex=("ANNEXE_K7Q2-M9XD.zip", "cd" * 32),
)
NAMED = Transfer(
    "Dr Claire Martin", "Adjudant Le Goff-Müller", "Brigade de Rennes", "NA0DEMO42", "Rennes",
    1_791_700_000_000_000_000,
)  # fmt: skip
LONGEST = ("Très long nom qui n'en finit pas " * 20, "W" * 600, "日本" * 300, "\u202e<b>" * 200)


def pages(document: Any) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages]


def crowded(long: str) -> tuple[Practice, Closed, Transfer]:
    answers: dict[str, str | None] = {f"sys.disk.serial#{number}": long for number in range(2, 9)}
    disk = {"source": {"disk": {"model": long, "serial": long}}}
    case = practice(machine(medium=disk), machine(medium=disk), answers=answers, practice=long)
    closed = dataclasses.replace(CLOSED, name=long, annex=(long, "cd" * 32))
    return case, closed, Transfer(long, long, long, long, long, 1_791_700_000_000_000_000)


@BOTH
def test_two_copies_are_two_pages_each_whole(speech: Speech) -> None:
    one, two = pages(handover.receipt(practice(), speech, CLOSED, NAMED))
    for page in (one, two):
        flat = re.sub(r"\s", "", page)
        assert MANIFEST in flat
        assert CLOSED.sha256 in flat
        assert "cd" * 32 in flat
        assert "QVFOFC1AGiPbGPzU2JMyKNR9CN4hQRZHruGJaTd1Zpw" in flat
        assert "certutil-hashfiletagmanifest-sha256.txtSHA256" in flat
        assert "ClaireMartin" in flat
        assert "NA0DEMO42" in flat
    assert speech.say("handover.copy_given") in one
    assert speech.say("handover.copy_kept") in two
    assert "1/2" in one
    assert "2/2" in two


@BOTH
@pytest.mark.parametrize("long", LONGEST)
def test_whatever_the_names_hold_a_copy_is_one_page(speech: Speech, long: str) -> None:
    case, closed, transfer = crowded(long)
    assert len(pages(handover.receipt(case, speech, closed, transfer))) == 2
    assert len(pages(handover.receipt(case, speech, closed))) == 2
    assert len(pages(handover.receipt(case, speech, closed, Transfer(given_by=long), copies=1))) == 1


def test_the_hash_stands_in_groups_of_four() -> None:
    blocks = handover.receipt(practice(), FRENCH, CLOSED).blocks
    (shown, _) = (block.text for block in blocks if isinstance(block, Preformatted))
    groups = shown.split()
    assert [len(group) for group in groups] == [4] * 16
    assert "".join(groups) == MANIFEST
    assert sum(isinstance(block, NewPage) for block in blocks) == 1


def test_the_printed_code_reads_as_the_hash() -> None:
    document = pypdfium2.PdfDocument(pdf.render(handover.receipt(practice(), FRENCH, CLOSED, NAMED)))
    for page in document:
        image = page.render(scale=3).to_numpy()
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [MANIFEST]


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    blocks = handover.receipt(practice(), FRENCH, dataclasses.replace(CLOSED, annex=None)).blocks
    rows = dict(row for block in blocks if isinstance(block, Facts) for row in block.rows)
    for name in ("disks", "medium", "organisation", "place"):
        assert rows[FRENCH.say(f"handover.{name}")] is None
    assert FRENCH.say("handover.annex") not in rows
    assert rows[FRENCH.say("handover.annex_later")] is None
    said = text(handover.receipt(practice(), FRENCH, CLOSED))
    assert FRENCH.say("handover.line_name") in said
    assert FRENCH.say("handover.line_date") in said


def test_disks_are_those_read_and_those_told_each_once() -> None:
    disk = {"source": {"disk": {"model": "870 EVO", "serial": "S62A", "size": 5, "bus": None}}}
    answers = {
        "sys.disk.serial": "870 EVO S62A",
        "sys.disk.serial#2": "WD Blue 77",
        "sys.disk.serial#3": None,
    }
    told = handover.serials(practice(machine(medium=disk), answers=answers), FRENCH)
    assert told == "870 EVO S62A ; WD Blue 77"
    answers["sys.disk.serial"] = "le disque interne, n° S62A"
    assert handover.serials(practice(machine(medium=disk), answers=answers), FRENCH) == told
    assert handover.serials(practice(), FRENCH) is None
    six = {f"sys.disk.serial#{number}": f"D{number}" for number in range(2, 8)}
    assert handover.serials(practice(answers=six), FRENCH) == "D2 ; D3 ; D4 ; D5 et 2 de plus"


@BOTH
def test_the_officer_is_asked_to_copy_the_hash_and_no_word_of_the_court_is_used(speech: Speech) -> None:
    said = text(handover.receipt(practice(), speech, CLOSED, NAMED))
    assert typed(speech.say("handover.copy_hash")) in said
    assert "procès-verbal" not in said.casefold()
    assert "scellé" not in said.casefold()
    annex = typed(speech.say("handover.annex_apart", name=CLOSED.annex[0] if CLOSED.annex else ""))
    assert annex in said


def test_the_same_facts_give_the_same_bytes() -> None:
    first = pdf.render(handover.receipt(practice(), FRENCH, CLOSED, NAMED))
    assert pdf.render(handover.receipt(practice(), FRENCH, CLOSED, NAMED)) == first


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=80))
def test_hostile_names_change_nothing_but_themselves(name: str) -> None:
    document = handover.receipt(practice(), FRENCH, CLOSED, Transfer(*[f"<b>{name}"] * 5))
    assert len(pages(document)) == 2
    assert "<b>" not in html.render(document).decode().partition("<body")[2]


@BOTH
@pytest.mark.parametrize("count", [6, 8, 10, 12, 16])
def test_the_sheet_is_one_page_with_a_line_for_each_word(speech: Speech, count: int) -> None:
    sheet = annex_sheet.sheet(case_facts().ref, speech, count, "ANNEXE_K7Q2-M9XD.zip")
    (page,) = pages(sheet)
    rows = [row for block in sheet.blocks if isinstance(block, Facts) for row in block.rows]
    numbered = [speech.say("handover.sheet_word", number=number) for number in range(1, count + 1)]
    assert [row for row in rows if row[0] in numbered] == [(label, None) for label in numbered]
    assert "ANNEXE_K7Q2-M9XD.zip" in re.sub(r"\s", "", page)
    assert "7-Zip" in page
    assert speech.say("handover.sheet_apart") in text(sheet)

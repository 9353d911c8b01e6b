"""Random files strewn among documents are an attack's; containers and packs are not."""

import random
from typing import Any

import pytest

from tests.scan.survey.test_context import ATTACK, HOUR, NOTE, decided, healthy, line, surveyed
from toolkit.records import Times, plain

Line = dict[str, Any]
SHAPES = ("report{n}.pdf.enc", "{h:032x}", "k{h:020x}z", "f{n:08d}.dat", "scan{n}.jpg.crypt")
DAY = 24 * HOUR


def strewn(shape: str, when: int, count: int = 40, places: int = 7) -> list[Line]:
    """Return random files of one shape among documents that are months apart."""
    lines = [line(f"P{n % places}/lettre{n}.pdf", when=ATTACK - (n + 2) * DAY) for n in range(5 * count)]
    for n in range(count):
        name = shape.format(n=n, h=int.from_bytes(random.Random(n).randbytes(16), "big"))  # noqa: S311 - same
        written = when + n * 1_000_000_000 if when else ATTACK - n * 9 * DAY
        lines.append(line(f"P{n % places}/{name}", "random", "headless_random", written))
    return lines


@pytest.mark.parametrize("shape", SHAPES)
def test_random_files_strewn_among_documents_in_one_burst_are_encrypted(shape: str) -> None:
    survey = surveyed(*strewn(shape, ATTACK))
    facts = survey.facts()
    assert facts["by_context"]["reasons"] == {"context:burst": 40, "context:strewn": 40}
    assert (facts["state"], "renamed_alike" in facts["state_reasons"]) == ("attacked", True)


@pytest.mark.parametrize("shape", SHAPES)
def test_random_files_strewn_beside_notes_are_encrypted_whatever_their_dates(shape: str) -> None:
    notes = [line(f"P{n}/A_LIRE.txt", note=NOTE) for n in range(7)]
    facts = surveyed(*strewn(shape, 0), *notes).facts()
    assert facts["by_context"]["was"] == {"random": 40}
    assert facts["by_context"]["reasons"]["context:note"] == 40


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_random_files_without_burst_or_note_are_a_doubt(shape: str) -> None:
    facts = surveyed(*strewn(shape, 0)).facts()
    assert (facts["state"], facts["by_context"]["files"]) == ("doubtful", 0)


@pytest.mark.parametrize("shape", ["{h:064x}", "{n}", "duplicati-b{h:032x}.dblock.zip.aes"])
def test_packs_of_backups_stay_what_they_are_though_notes_were_dropped_among_them(shape: str) -> None:
    packs = [one for one in strewn(shape, ATTACK, 80) if one["damage"]["verdict"] == "random"]
    notes = [line(f"P{n}/READ.txt", note=NOTE, when=ATTACK) for n in range(7)]
    assert decided(*healthy(200), *packs, *notes) == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_random_files_unpacked_with_their_documents_are_no_attack(shape: str) -> None:
    same = [{**one, "times": plain(Times(modified=ATTACK))} for one in strewn(shape, ATTACK)]
    few = [one for n, one in enumerate(same) if one["damage"]["verdict"] == "random" or n % 8 == 0]
    assert decided(*same) == decided(*few) == {}
    assert surveyed(*few).state != "attacked"


@pytest.mark.parametrize("name", ["coffre{n}.hc", "secret{n}.kdbx", "image{n}.vhdx", "archive{n}.7z"])
def test_containers_stay_what_they_are_however_many(name: str) -> None:
    facts = surveyed(*strewn(name, ATTACK)).facts()
    assert (facts["state"], facts["by_context"]["files"]) == ("doubtful", 0)

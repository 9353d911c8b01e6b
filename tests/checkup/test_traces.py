"""Traces of an attack in the names of a medium, each held against what the files hold."""

import os
import random
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.checkup import Traces
from toolkit.media.folder import FolderSource
from toolkit.scan import known, notes

KNOWLEDGE = known.load().notes
NOTE = (
    "Vos fichiers sont chiffrés. Toutes vos données ont été volées et chiffrées par notre équipe.\n"
    "Pour récupérer vos fichiers, payez la rançon en bitcoin et contactez-nous : aide@example.invalid\n"
    "N'utilisez aucun logiciel de récupération, ne contactez pas la police. Vous avez 72 heures, "
    "sinon vos données seront publiées.\n"
).encode()
LETTER = b"Bonjour, voici le courrier du laboratoire pour la couronne de la semaine prochaine.\n" * 9
noise = random.Random(7)  # noqa: S311 - the same noise at every run


def told(folder: Path, files: Mapping[str, bytes], **how: Any) -> dict[str, Any]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    source = FolderSource("poste", folder)
    traces = Traces(KNOWLEDGE)
    deque(traces.walked(source, **how), maxlen=0)
    return {**traces.told(source), "called": traces.notes}


def struck(count: int, name: Callable[[int], str]) -> dict[str, bytes]:
    return {name(at): noise.randbytes(9000) for at in range(count)}


def test_the_note_of_this_file_is_one() -> None:
    found = notes.identify("LISEZ.txt", NOTE, KNOWLEDGE)
    assert found is not None
    assert found.verdict == "note"


@pytest.mark.parametrize(
    "names",
    [
        ["Documents/COMMENT RECUPERER VOS FICHIERS.txt"], ["LISEZ.txt"], ["Users/Claire/Desktop/LISEZ.txt"],
        ["Documents/LISEZ.txt", "Images/LISEZ.txt", "Radios/LISEZ.txt"],
    ],
)  # fmt: skip
def test_a_note_is_read_where_its_name_or_its_place_speaks(tmp_path: Path, names: list[str]) -> None:
    found = told(tmp_path, dict.fromkeys(names, NOTE) | {"Documents/courrier.txt": LETTER})
    assert (found["notes"], found["encrypted"], found["path"]) == (len(names), 0, min(names))
    assert found["called"] == {names[0].rpartition("/")[2].casefold()}


def test_the_same_names_over_honest_texts_raise_no_alarm(tmp_path: Path) -> None:
    names = ["LISEZ.txt", "a/README.txt", "b/README.txt", "c/README.txt", "HOW TO DECRYPT FILES.txt"]
    found = told(tmp_path, dict.fromkeys(names, LETTER))
    assert (found["notes"], found["suspect"], found["encrypted"], found["seen"]) == (0, 0, 0, 5)
    assert found["whole"]


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        (lambda at: f"Documents/facture {at}.pdf.lokk3d", ".lokk3d"),
        (lambda at: f"Documents/facture {at}.pdf.akira", ".akira"),
        (lambda at: f"Documents/{at:07d}.akira", ".akira"),
    ],
)
def test_an_ending_put_behind_many_names_over_noise_is_a_trace(
    tmp_path: Path, name: Callable[[int], str], ending: str
) -> None:
    found = told(tmp_path, struck(12, name))
    assert (found["encrypted"], found["ending"], found["notes"]) == (12, ending, 0)


@pytest.mark.parametrize(
    "files",
    [
        {f"Documents/lettre {at}.txt.cabinet": LETTER for at in range(30)},
        struck(2, lambda at: f"Documents/facture {at}.pdf.lokk3d"),
        struck(30, lambda at: f"Documents/coffre {at}.hc"),
        struck(30, lambda at: f"Documents/coffre {at}.pdf.gpg"),
        struck(30, lambda at: f"Program Files/Imagerie/{at}.bin.q1z"),
    ],
)
def test_endings_that_people_and_programs_write_are_none(tmp_path: Path, files: dict[str, bytes]) -> None:
    found = told(tmp_path, files)
    assert (found["encrypted"], found["ending"]) == (0, "")


def test_a_look_cut_short_by_time_is_no_whole_one(tmp_path: Path) -> None:
    ticks = iter(range(1000))
    files = {f"{at:03d}.txt": LETTER for at in range(100)}
    found = told(tmp_path, files, seconds=10.0, clock=lambda: float(next(ticks)))
    assert not found["whole"]
    assert 0 < found["seen"] < 100


@pytest.mark.skipif(os.name == "nt", reason="the names are those of POSIX")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(
            st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1, max_size=40
        ),
        st.binary(max_size=2000),
        max_size=8,
    )
)
def test_any_names_and_bytes_are_answered(tmp_path: Path, files: dict[str, bytes]) -> None:
    folder = tmp_path / str(noise.random())
    folder.mkdir()
    kept = {name: data for name, data in files.items() if name not in {".", ".."}}
    assert told(folder, kept)["seen"] == len(kept)

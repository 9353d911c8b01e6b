"""An encrypted file and its intact twin are found by name and size; those of patients are only named."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.capture.lines import line
from toolkit.capture.choice import Chosen
from toolkit.capture.pairs import ADDED_BYTES, COPIED, LISTED, Pairs, pairs
from toolkit.capture.stage import private

MODELS = "Program Files/LOGOSw/Modeles"


def found(lines: list[dict[str, Any]], roots: tuple[str, ...] = ("Wlogos2/Patients",)) -> Pairs:
    return pairs(lambda: lines, private(roots, whole=True))


def told(lines: list[dict[str, Any]]) -> list[tuple[str, str, str, int, bool]]:
    return [
        (one.encrypted["path"], one.intact["path"], one.why, one.added, one.public)
        for one in found(lines).shown
    ]


def test_a_makers_twin_is_copied_with_its_sample() -> None:
    lines = [
        line(f"{MODELS}/devis_type.docx.akira", 1, size=500),
        line("ProgramData/LOGOSw/Installation/devis_type.docx", 2, "intact", size=500),
        line("ProgramData/LOGOSw/Installation/tarifs_type.xlsx", 3, "intact", size=500),
    ]
    assert told(lines) == [(lines[0]["path"], lines[1]["path"], "same_size", 0, True)]
    chosen = found(lines).chosen([Chosen(lines[0], "sample_program_file", 1)])
    assert [(one.reason, one.line["path"], one.facts["twin_of"]) for one in chosen] == [
        ("twin", lines[1]["path"], lines[0]["sha256"])
    ]
    assert [one.reason for one in found(lines).chosen([])] == ["sample_of_pair", "twin"]


def test_a_patients_twin_is_named_and_never_copied() -> None:
    lines = [
        line("Wlogos2/Patients/DUPONT/photo.jpg.akira", 1),
        line("Users/claire/Documents/photo.jpg", 2, "intact"),
        line("Wlogos2/Patients/DURAND/devis_type.docx.akira", 3, size=99),
        line("ProgramData/LOGOSw/Installation/devis_type.docx", 4, "intact", size=99),
    ]
    assert [one[4] for one in told(lines)] == [False, False]
    assert found(lines).chosen([]) == []
    facts = found(lines).facts([lines[0]["sha256"]])
    assert facts["count"] == 2
    assert [one["copied"] for one in facts["pairs"]] == [False, False]


def test_a_trailer_counts_when_others_bear_it_in_like_folders() -> None:
    lines = [
        *(line(f"Data/cours/lecon/{n}.docx.akira", n, size=1000 + n + 512) for n in range(3)),
        *(line(f"Copie/cours/lecon/{n}.docx", 10 + n, "intact", size=1000 + n) for n in range(3)),
        line("Data/cours/lecon/seul.docx.akira", 20, size=1000 + 7),
        line("Copie/cours/lecon/seul.docx", 21, "intact", size=1000),
        line("Data/DUPONT/Images/photo.jpg.akira", 30, size=1512),
        line("Data/DURAND/Images/photo.jpg", 31, "intact", size=1000),
    ]
    assert {one[0] for one in told(lines)} == {f"Data/cours/lecon/{n}.docx.akira" for n in range(3)}


def test_the_copy_left_beside_counts_at_once() -> None:
    lines = [line("D/a.docx.[id-7].akira", 1, size=900), line("D/a.docx", 2, "intact", size=300)]
    assert told(lines) == [("D/a.docx.[id-7].akira", "D/a.docx", "beside", 600, False)]


def test_what_is_no_pair() -> None:
    lines = [
        line("D/a.docx", 1, size=300),  # encrypted under its own name: nothing was added
        line("E/a.docx", 2, "intact", size=300),
        line("D/b.docx.akira", 3, size=300),
        line("E/b.docx", 4, "intact", size=301),  # longer than what it became
        line("D/c.docx.akira", 5, size=ADDED_BYTES + 301),
        line("D/c.docx", 6, "intact", size=300),
        line("D/d.txt.akira", 7),
        line("E/d.txt", 8, "intact", note=True),
        line("D/e.txt.akira", 9, sha256=None),
        line("E/e.txt", 10, "intact"),
    ]
    assert told(lines) == []
    assert told([]) == []


def test_many_pairs_are_counted_and_few_are_copied() -> None:
    lines: list[Mapping[str, Any]] = []
    for n in range(LISTED + 9):
        lines.append(line(f"Windows/System32/f{n}.dll.akira", n, size=50 + n))
        lines.append(line(f"Windows/WinSxS/f{n}.dll", 1000 + n, "intact", size=50 + n))
    pairs_found = found(lines)  # type: ignore[arg-type]
    assert (len(pairs_found.shown), pairs_found.count) == (LISTED, LISTED + 9)
    assert len(pairs_found.chosen([])) == 2 * COPIED


HOSTILE = st.text(st.characters(), min_size=1, max_size=30) | st.sampled_from(
    [
        "\ud800.docx",
        "\u202exslx.txt",
        "a" * 4000 + ".pdf",
        ".".join("a" * 500),
        "..",
        ".akira",
        "a\nb.ini",
        "=1+1.ini",
    ]
)


@given(HOSTILE, HOSTILE, st.integers(0, ADDED_BYTES * 2))
def test_hostile_names_pair_with_their_own_or_with_none(name: str, other: str, added: int) -> None:
    folder = "Program Files/LOGOSw"
    lines = [
        line(f"{folder}/{name}.akira", 1, size=100 + added),
        line(f"{folder}/{name}", 2, "intact"),
        line(f"Patients/{other}", 3, "intact"),
    ]
    held = found(lines, ("Patients",))
    told_of = held.facts([])
    assert told_of["count"] == len(held.shown) <= 1
    assert json.loads(json.dumps(told_of)) == told_of
    assert all(one.line["path"].startswith(folder) for one in held.chosen([]))

from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.custody.people import People
from toolkit.custody.pseudonym import CODE
from toolkit.custody.tokens import leaves, tokens_of

PEOPLE = People(frozenset({"kevrin"}), frozenset())


@pytest.mark.parametrize("ending", [".akira", ".h4tz9q2m", ".lockbit", ".id-1e857d00"])
def test_an_attackers_ending_leaves(ending: str) -> None:
    assert leaves(ending, PEOPLE, 2)


@pytest.mark.parametrize(
    "ending",
    [".kevrin", ".kevrin2024", ".vrondel-gwenaelle", ".284057512345678", ".12051984", ".a b", ".x@y]"],
)
def test_an_ending_that_may_be_somebodys_does_not(ending: str) -> None:
    assert not leaves(ending, PEOPLE, 9)


def test_an_ending_of_one_folder_is_believed_where_it_was_drawn_by_lot() -> None:
    assert not leaves(".vrondel", PEOPLE, 1)
    assert leaves(".h4tz9q2m", PEOPLE, 1)
    assert leaves(".akira", PEOPLE, 1, {"akira"})


def test_the_people_and_endings_of_a_case(tmp_path: Path) -> None:
    line = {"volume": "1", "note": None}
    paths = [
        f"PDATA/Kevrin Odalys/{one}/x.docx.{end}" for one in range(3) for end in ("akira", "vrondel-annie")
    ]
    with Case.create(
        tmp_path / "c", source={"label": "x", "kind": "folder", "size": 0}, language="fr"
    ) as case:
        case.write_json("data_roots", ["PDATA"])
        tally = {"files": 3, "bytes": 9}
        case.write_json("survey", {"families": [], "extensions": {".akira": tally, ".vrondel-annie": tally}})
        for _ in case.record("scan", [{**line, "path": path} for path in paths]):
            pass
        tokens = tokens_of(case)
    assert tokens.people.named("kevrin.exe")
    assert tokens.path("1", "PDATA/x.docx.akira").endswith(".docx.akira")
    shown = tokens.path("1", "PDATA/x.docx.Vrondel-Annie")
    assert "vrondel" not in shown.casefold()
    assert shown.endswith(tokens.added_ending(".vrondel-annie"))
    assert len(CODE.findall(shown)) == 2

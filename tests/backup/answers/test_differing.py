"""What a machine that still holds its files says of their copies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from demo.builder.documents import dated, nanoseconds, paper
from demo.builder.documents_keystream import keystream
from demo.builder.folder import lay
from demo.builder.tree import Node
from tests.backup.builder import (
    LAST_DAY,
    PATIENTS,
    answers,
    codes,
    judged,
    made,
    medium,
    practice,
    signatures,
)
from toolkit.backup.inventory import Inventory
from toolkit.media import open_source
from toolkit.records import Rely, Seen, plain
from toolkit.scan.walk import look

ROWS = b"".join(number.to_bytes(8, "little") + b"%-40s20261010" % b"DUPONT Anne" for number in range(900))
RANDOM = keystream("a base", len(ROWS))
LETTER = f"Wlogos2/Patients/{PATIENTS[1]}/courrier.docx"
OLD = LAST_DAY - timedelta(days=60)


def untouched(folder: Path, nodes: Iterable[Node]) -> Inventory:
    """Lay a machine nothing happened to."""
    lay([*nodes], made(folder))
    lines = [plain(one) for one in look(open_source(folder), signatures()) if isinstance(one, Seen)]
    return Inventory.of(lines, {"extensions": {}, "burst": None})


def bases(data: bytes, ending: str, many: int = 1) -> list[Node]:
    return [*practice(), *(dated(f"Julie/BASE{number}.{ending}", LAST_DAY, data) for number in range(many))]


def changed(ending: str, change: Callable[[bytes], bytes]) -> list[Node]:
    return [replace(one, data=change(one.data)) if one.path.endswith(ending) else one for one in practice()]


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return untouched(tmp_path_factory.mktemp("machine"), practice())


@pytest.mark.parametrize("ending", ["dat", "btr", "hfsql"])
def test_a_base_of_no_known_kind_is_held_against_the_machine(tmp_path: Path, ending: str) -> None:
    known = untouched(tmp_path / "pc", bases(ROWS, ending, 3))
    for many, data, question, answer in (
        (3, ROWS, "not_encrypted", "yes"),
        (1, RANDOM, "not_encrypted", "unknown"),
        (3, RANDOM, "not_encrypted", "no"),
        (1, bytes(len(ROWS)), "restorable", "no"),
    ):
        verdict = judged(medium(tmp_path / f"{many}{answer}{question}", bases(data, ending, many)), known)
        assert answers(verdict)[question] == answer
        found = {"random_since", "zeroed_since"} & {*codes(verdict, question)}
        assert bool(found) is (data != ROWS)
        assert (verdict.rely == Rely.GOOD) is (data == ROWS)


def test_what_is_as_random_on_the_machine_is_no_sign(tmp_path: Path) -> None:
    known = untouched(tmp_path / "pc", bases(RANDOM, "dat"))
    verdict = judged(medium(tmp_path / "stick", bases(RANDOM, "dat")), known)
    assert "random_since" not in codes(verdict, "not_encrypted")


def test_one_name_and_date_with_another_size_is_damage(tmp_path: Path, inventory: Inventory) -> None:
    other = paper("devis.docx", OLD).data + bytes(7)
    verdict = judged(medium(tmp_path, changed(LETTER, lambda _: other)), inventory)
    assert verdict.rely == Rely.DAMAGED
    why = next(one for one in verdict.answers["restorable"].why if one["code"] == "copy_differs")
    whole = next(len(one.data) for one in practice() if one.path == LETTER)
    assert (why["files"], why["size"], why["machine_size"]) == (1, len(other), whole)
    assert why["path"] == f"Sauvegarde/{LETTER}"


@pytest.mark.parametrize("seconds", [86400, -86400, 3600])
def test_another_version_has_another_date(tmp_path: Path, inventory: Inventory, seconds: int) -> None:
    nodes = [one for one in practice() if one.path != LETTER]
    version = paper("un autre courrier.docx", LAST_DAY)
    at = next(one.times.modified for one in practice() if one.path == LETTER) or 0
    moved = replace(version, path=LETTER, times=replace(version.times, modified=at + seconds * 10**9))
    verdict = judged(medium(tmp_path, [*nodes, moved]), inventory)
    assert "copy_differs" not in codes(verdict, "restorable")
    assert verdict.rely == Rely.GOOD


@pytest.mark.parametrize("size", [5, 60, 200])
@pytest.mark.parametrize("ending", [LETTER, "facture.pdf", "PETIT Zoé/Images/1.jpg", "P1/radio.dcm"])
def test_the_first_bytes_of_one_file_are_not_the_file(
    tmp_path: Path, inventory: Inventory, ending: str, size: int
) -> None:
    nodes = changed(ending, lambda data: data[:size])
    nodes = [
        replace(one, times=replace(one.times, modified=nanoseconds(LAST_DAY)))
        if len(one.data) == size
        else one
        for one in nodes
    ]
    place = medium(tmp_path, nodes)
    assert judged(place, inventory).rely == Rely.DAMAGED
    assert answers(judged(place))["restorable"] != "yes"


def with_agenda(node: Node) -> list[Node]:
    return [node if one.path.endswith("agenda.ics") else one for one in practice()]


def test_an_agenda_the_machine_wrote_since_is_stale(tmp_path: Path, inventory: Inventory) -> None:
    path = "Users/claire/Documents/agenda.ics"
    longer = paper(path, OLD).data.replace(b"SUMMARY:", b"SUMMARY:Madame ")
    for name, when, rely in (("old", OLD, Rely.STALE), ("touched", LAST_DAY, Rely.UNKNOWN)):
        verdict = judged(medium(tmp_path / name, with_agenda(dated(path, when, longer))), inventory)
        assert (verdict.rely, "old_agenda" in codes(verdict, "recent")) == (rely, True)


def test_an_agenda_nobody_writes_any_more_is_as_old_on_the_machine(tmp_path: Path) -> None:
    nodes = with_agenda(paper("Users/claire/Documents/agenda.ics", OLD))
    known = untouched(tmp_path / "pc", nodes)
    assert judged(medium(tmp_path / "stick", nodes), known).rely == Rely.GOOD


def pictures(data: Sequence[bytes]) -> list[Node]:
    return [*practice(), *(dated(f"Photos/{at}.jpg", LAST_DAY, one) for at, one in enumerate(data))]


def test_one_content_under_most_names_is_a_doubt(tmp_path: Path, inventory: Inventory) -> None:
    one = paper("logo.jpg", LAST_DAY).data
    verdict = judged(medium(tmp_path / "same", pictures([one] * 14)), inventory)
    assert answers(verdict)["restorable"] == "unknown"
    why = next(each for each in verdict.answers["restorable"].why if each["code"] == "same_content")
    assert (why["files"], why["total"], why["size"]) == (14, 23, len(one))
    known = untouched(tmp_path / "pc", pictures([one] * 14))
    assert judged(tmp_path / "same", known).rely == Rely.GOOD
    others = [paper(f"{at}.jpg", LAST_DAY).data for at in range(8)]
    mixed = medium(tmp_path / "mixed", pictures([one] * 14 + others))
    assert judged(mixed, inventory).rely == Rely.GOOD

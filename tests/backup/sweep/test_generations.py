import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from demo.builder.tree import Node
from tests.backup.builder import judged, made, practice

_DAY = 1_791_576_000  # seconds


def _zips(root: Path, *held: tuple[str, Iterable[Node]]) -> Path:
    """Lay archives of one day after the other."""
    made(root)
    for day, (name, nodes) in enumerate(held):
        where = root / name
        where.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(where, "w") as out:
            for one in nodes:
                out.writestr(one.path, one.data)
        os.utime(where, (_DAY + 86_400 * day,) * 2)
    return root


def _current(root: Path) -> dict[str, bool]:
    return {point["path"]: point["current"] for point in judged(root).points}


@pytest.mark.parametrize(
    "names",
    [
        ("Lundi.zip", "Mardi.zip"),
        ("sauvegarde.zip", "sauvegarde - Copie.zip"),
        ("complet.zip", "dernier.zip"),
        ("octobre 9.zip", "novembre 1.zip"),
        ("vendredi/sauv.zip", "samedi/sauv.zip"),
        ("x7f.zip", "k2d.zip"),
    ],
)
def test_alike_archives_are_one_series_whatever_their_names(tmp_path: Path, names: Sequence[str]) -> None:
    whole = [*practice()]
    root = _zips(tmp_path / "support", (names[0], whole), (names[1], whole[: len(whole) * 2 // 3]))
    assert _current(root) == {names[0]: False, names[1]: True}


def test_archives_of_other_data_stand_side_by_side(tmp_path: Path) -> None:
    images = [one for one in practice() if one.path.endswith((".jpg", ".dcm"))]
    others = [one for one in practice() if one not in images]
    root = _zips(tmp_path / "support", ("Base.zip", others), ("Images.zip", images))
    assert _current(root) == {"Base.zip": True, "Images.zip": True}


def test_a_database_alone_joins_only_what_is_named_alike(tmp_path: Path) -> None:
    whole = [*practice()]
    database = [one for one in whole if one.path.endswith(".db")]
    assert database
    turns = _zips(tmp_path / "turns", ("complet.zip", whole), ("dernier.zip", database))
    assert _current(turns) == {"complet.zip": False, "dernier.zip": True}
    others = _zips(tmp_path / "others", ("Martin.zip", whole), ("Petit.zip", database))
    assert _current(others) == {"Martin.zip": True, "Petit.zip": True}

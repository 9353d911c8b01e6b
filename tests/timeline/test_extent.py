"""How far the damage goes: each file counted once, by folder and by what it is to a practice."""

from typing import Any

import pytest

from toolkit.timeline.extent import Extent
from toolkit.timeline.kinds import kind_of, places


def line(path: str, verdict: str, size: int = 10, **changes: Any) -> dict[str, Any]:
    facts = {"volume": "1", "path": path, "size": size, "sha256": "0" * 64, "note": None}
    return {**facts, "damage": {"verdict": verdict}, **changes}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("PDATA/P1/X1.dcm.akira", "images"),
        ("Wlogos2/Patients/patients.db", "database"),
        ("Wlogos2/base.mdb.locked", "database"),
        ("Users/a/Documents/lettre.docx", "documents"),
        ("Users/a/Documents/agenda.ics.akira", "agenda"),
        ("Data/agenda/2026.dat", "agenda"),
        ("Users/a/mail.pst", "mail"),
        ("Pyxvital/FSE/lot_001.txt.akira", "claims"),
        ("Save/full.vbk", "backups"),
        ("Program Files/X/x.dll", "programs"),
        ("Windows/System32/a.dll", "system"),
        ("Data/inconnu", "other"),
    ],
)
def test_a_file_has_one_kind(path: str, kind: str) -> None:
    rows = [{"volume": "1", "path": "Pyxvital", "kind": "claims"}, {"volume": "1", "kind": "pms"}]
    assert kind_of("1", path, places(rows)) == kind


def test_every_file_is_counted_once_everywhere() -> None:
    extent = Extent()
    for one in (
        line("Data/a/1.jpg", "encrypted", 100), line("Data/a/2.jpg", "intact", 50),
        line("Data/b/3.jpg", "random"), line("4.exe", "unknown"),
        line("Data/a/5.jpg", "intact", sha256=None),
        line("Data/a/x.txt", "unknown", note={"verdict": "note"}),
    ):  # fmt: skip
        extent.add(one)
    whole, folders, kinds = extent.statements()
    assert {state: whole.facts[state]["files"] for state in whole.facts} == {
        "encrypted": 1, "intact": 1, "unknown": 3,
    }  # fmt: skip
    for rows in ([*folders.facts["folders"], folders.facts["rest"]], kinds.facts["kinds"]):
        for state in whole.facts:
            assert sum(row[state]["files"] for row in rows) == whole.facts[state]["files"]
            assert sum(row[state]["bytes"] for row in rows) == whole.facts[state]["bytes"]
    assert folders.facts["folders"][0]["path"] == "Data/a"


def test_a_source_of_endless_folders_is_told_in_a_page() -> None:
    extent = Extent()
    for i in range(20_000):
        extent.add(line(f"D/{i}/f.jpg", "encrypted"))
    _, folders, _ = extent.statements()
    assert len(extent.folders) <= 5001
    told = sum(row["encrypted"]["files"] for row in folders.facts["folders"])
    assert told + folders.facts["rest"]["encrypted"]["files"] == 20_000

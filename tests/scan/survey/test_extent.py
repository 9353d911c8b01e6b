"""How far the damage goes: every file is counted once in every table, whatever the number of folders."""

import pytest

from tests.scan.survey.test_context import NOTE, line
from toolkit.scan.survey.extent import STATES, Extent
from toolkit.scan.survey.practice_kinds import KINDS, kind_of, places

PLACES = places([
    {"name": "a", "kind": "pms", "paths": ["Wlogos2/Patients"]},
    {"name": "b", "kind": "imaging", "paths": ["PDATA"]},
    {"name": "c", "kind": "claims", "paths": ["Pyxvital"]},
    {"name": "d", "kind": "other", "paths": ["X"]},
])  # fmt: skip


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Wlogos2/Patients/base.mdb", "database"),
        ("Wlogos2/Patients/base.mdb.h4tz9q", "database"),
        ("Wlogos2/Patients/x/courrier.docx.akira", "letters"),
        ("Wlogos2/Patients/x/k3jd9s.q7zk", "records"),
        ("Users/anne/Pyxvital/lot", "claims"),
        ("PDATA/P1/image", "imaging"),
        ("PDATA/P1/image.jpg", "imaging"),
        ("Radios/2024/dupont.png", "imaging"),
        ("Photos/vacances.jpg", "photos"),
        ("scan.dcm.locked", "imaging"),
        ("Comptabilité/2024/releve.pdf", "accounts"),
        ("Documents/facture_03.pdf", "accounts"),
        ("Documents/agenda 2024.docx", "agenda"),
        ("Outlook/archive.pst", "mail"),
        ("Sauvegardes/c.vhdx", "backups"),
        ("Windows/notes.txt", "machine"),
        ("tool.exe", "machine"),
        ("a/b", "other"),
        ("", "other"),
    ],
)
def test_a_file_has_the_kind_of_its_name_and_place(path: str, kind: str) -> None:
    assert kind_of(path, PLACES) == kind
    assert kind in KINDS


def test_every_table_counts_every_file_once() -> None:
    extent = Extent(PLACES)
    verdicts = ("intact", "encrypted", "protected", "damaged", "unknown", "random")
    for n in range(12_000):
        extent.add(line(f"Top{n % 7}/f{n}/x{n}.pdf", verdicts[n % 6], volume=str(n % 2), size=10))
    extent.add(line("a.pdf", sha256=None))
    extent.add(line("a.txt", note=NOTE))
    extent.change(
        {"volume": "1", "path": "Top0/f5/x5.pdf", "size": 10, "was": "random", "verdict": "encrypted"}
    )
    facts = extent.facts()
    assert {state: facts["whole"][state]["files"] for state in STATES} == {
        "encrypted": 2001, "intact": 2000, "protected": 2000, "damaged": 2000, "undetermined": 3999,
        "not_read": 1,
    }  # fmt: skip
    for rows in (facts["volumes"], [*facts["folders"], facts["rest"]], facts["kinds"]):
        for state in STATES:
            for count in ("files", "bytes"):
                assert sum(row[state][count] for row in rows) == facts["whole"][state][count]
    assert len(facts["folders"]) == 60


def test_a_copy_keeps_its_counts_when_the_other_changes() -> None:
    extent = Extent()
    extent.add(line("a/b.pdf", "random"))
    other = extent.copy()
    other.change({"volume": "1", "path": "a/b.pdf", "size": 1000, "was": "random", "verdict": "encrypted"})
    assert extent.facts()["whole"]["undetermined"] == {"files": 1, "bytes": 1000}
    assert other.facts()["whole"]["undetermined"] == {"files": 0, "bytes": 0}

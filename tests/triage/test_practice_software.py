"""The practice's programs and where its patient data lies."""

import tomllib
from typing import Any

import pytest

from demo.builder.hive import Key, key, multi, sz
from toolkit import own_files
from toolkit.errors import Unreadable
from toolkit.triage import data_roots, practice_software
from toolkit.triage.practice_places import TABLE

TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}

WHEN = 1_790_000_000_000_000_000


def rows(machine: Any, trace: str = "folder") -> list[dict[str, Any]]:
    return [row for row in practice_software.collect(machine) if row["trace"] == trace]


def roots(machine: Any) -> tuple[str, ...]:
    return data_roots(machine.source, TABLES)


def test_every_program_of_the_table_is_well_formed() -> None:
    table = tomllib.loads((own_files.signatures() / TABLE).read_text(encoding="utf-8"))
    for program in table["program"]:
        assert program["kind"] in {"pms", "imaging", "claims", "cad"}
        assert isinstance(program["patients"], bool)
        assert program["paths"]
        assert not any("\\" in path or ":" in path for path in program["paths"])
        sources = program["source"].split(" (")[0].split(", ")
        assert set(sources) <= table["sources"].keys()


def test_a_folder_is_measured(make: Any) -> None:
    files = {"WLOGOS2/Patients/P1/a.jpg": b"12345", "WLOGOS2/Patients/b.pdf": b"12", "WLOGOS2/base.db": b"x"}
    (row,) = rows(make(files))
    assert (row["name"], row["path"], row["files"], row["bytes"], row["newest_ns"]) == (
        "LOGOSw", "WLOGOS2/Patients", 2, 7, WHEN
    )  # fmt: skip
    assert (row["missing"], row["flags"]) == ([], [])


def test_what_a_copy_should_hold_and_does_not_is_said(make: Any) -> None:
    (row,) = rows(make({"romexis_images/Images/a.jpg": b"x"}))
    assert row["missing"] == ["egodat"]


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("PDATA/P1/x.dcm", "PDATA"),
        ("Sidexis/PDATA/x.dcm", "Sidexis/PDATA"),
        ("Sauvegarde/PDATA/x.dcm", "Sauvegarde/PDATA"),
        ("Sauvegarde/2026/Wlogos2/Patients/x", "Sauvegarde/2026/Wlogos2/Patients"),
        ("Users/zoé/Pyxvital/x.fse", "Users/zoé/Pyxvital"),
        ("ProgramData/Carestream/CSImaging/Database/x", "ProgramData/Carestream/CSImaging/Database"),
    ],
)
def test_data_is_found_at_the_top_and_a_little_below(make: Any, path: str, root: str) -> None:
    assert roots(make({path: b"x"})) == (root,)


@pytest.mark.parametrize(
    "path", ["a/b/c/PDATA/x", "Windows/PDATA/x", "PDATA", "Program Files/santesocial/x", "Windows/sesam.ini"]
)
def test_what_is_elsewhere_or_no_patient_data_is_no_root(make: Any, path: str) -> None:
    assert roots(make({path: b"x"})) == ()


def test_a_shared_folder_is_found_by_its_name_on_the_network(make: Any) -> None:
    shares = Key({"orqual": multi("CSCFlags=0", r"Path=C:\Data\Base", "Type=0")})
    system = key(r"ControlSet001\Services\LanmanServer\Shares", shares)
    machine = make({"Data/Base/x.db": b"x"}, SYSTEM=system)
    (row,) = rows(machine, "share")
    assert (row["name"], row["path"], row["files"]) == ("Orthalis", "Data/Base", 1)
    assert roots(machine) == ("Data/Base",)


def test_an_installed_program_is_named(make: Any) -> None:
    path = r"Microsoft\Windows\CurrentVersion\Uninstall\x"
    (row,) = rows(make(SOFTWARE=key(path, Key({"DisplayName": sz("Planmeca Romexis 6")}))), "installed")
    assert (row["name"], row["program"]) == ("Romexis", "Planmeca Romexis 6")


def test_a_large_folder_is_counted_in_part(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_software, "_ENTRIES", 5)
    (row,) = rows(make({f"PDATA/P{number}/x.dcm": b"x" for number in range(9)}))
    assert (row["flags"], row["files"] < 9) == (["counted_in_part"], True)


def test_without_its_table_nothing_is_claimed(make: Any) -> None:
    with pytest.raises(Unreadable, match="table_missing"):
        data_roots(make({"PDATA/x": b""}).source, {})

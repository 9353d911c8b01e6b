"""The inventory as a whole: found, absent and failed, on folders and on a disk image."""

import lzma
from pathlib import Path

import pytest

from demo.build import FOLDER
from demo.builder import ntfs, partition
from demo.builder.hive import Key, dword, hive, key, sz
from demo.builder.hives import INTRUDER_NAMED, hives
from demo.builder.tree import Node
from toolkit import own_files, triage
from toolkit.media import open_source
from toolkit.media.folder import FolderSource
from toolkit.media.source import Source
from toolkit.records import TEXT_LIMIT, Artefact, Facts, Outcome, Times, plain
from toolkit.texts import LANGUAGES, Speech
from toolkit.triage.machine import CONFIG, Machine

TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}

NAMES = [
    "system", "put_out", "users", "groups", "patches", "network", "known_networks", "shares",
    "remembered_drives", "firewall", "defender", "autoruns", "services", "tasks", "wmi_subscriptions",
    "software", "remote_access", "practice_software", "backup_jobs", "shadow_copies_left",
    "bitlocker_state", "usb_history", "event_logs", "sign_ins", "prefetch", "bam", "userassist",
    "shimcache", "amcache",
]  # fmt: skip
# What the practice of the demonstration never had.
NEVER_THERE = {"wmi_subscriptions", "bitlocker_state"}
TIMES = Times(1_790_000_000_000_000_000, *[1_790_000_000_000_000_000] * 3)
CODED = {
    "flags", "where", "trace", "action", "triggers", "role", "start", "type", "remote_desktop", "kind",
    "what", "code", "chassis", "set_by", "state", "result", "basis",
}  # fmt: skip


def taken(source: Source) -> dict[str, Artefact]:
    return {one.name: one for one in triage.take(source, TABLES)}


def named(artefact: Artefact, name: str, field: str = "name") -> Facts:
    return next(row for row in artefact.rows if row.get(field) == name)


@pytest.fixture(scope="module")
def demo(laid_demo: Path) -> dict[str, Artefact]:
    return taken(FolderSource("demo", laid_demo))


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Artefact]:
    """Give the inventory of the demonstration's disk."""
    image = tmp_path_factory.mktemp("disk") / "cabinet.img"
    image.write_bytes(lzma.decompress((FOLDER / "cabinet.img.xz").read_bytes()))
    source = open_source(image)
    try:
        return taken(source)
    finally:
        source.close()


def test_the_order_is_written_and_every_unit_finds_something(disk: dict[str, Artefact]) -> None:
    assert list(disk) == NAMES
    found = {name for name, one in disk.items() if one.outcome is Outcome.FOUND}
    assert set(NAMES) - found == NEVER_THERE
    assert {one.outcome for one in disk.values()} == {Outcome.FOUND, Outcome.ABSENT}
    # One hive was left open by the pulled plug; its log is replayed, and that is told.
    assert {part["why"] for one in disk.values() for part in one.unread} == {"registry_log_replayed"}


def test_the_demonstration_machine_tells_its_story(demo: dict[str, Artefact]) -> None:
    (system,) = demo["system"].rows
    assert (system["product"], system["release"], system["build"]) == (
        "Windows 10 Professionnel", "22H2", "19045.3803"
    )  # fmt: skip
    assert (system["computer"], system["time_zone"]) == ("CABINET-PC1", "Romance Standard Time")
    assert system["last_shutdown_ns"] == 1_791_565_331_000_000_000  # 2026-10-09 17:02:11 UTC
    intruder = named(demo["users"], "support$")
    assert (intruder["administrator"], intruder["named_ns"]) == (True, INTRUDER_NAMED)
    assert intruder["flags"] == ["name_like_machine", "hidden_at_logon"]
    assert named(demo["users"], "Accueil")["administrator"] is False
    program = r"C:\Users\Public\svc_maj.exe"
    for artefact, field in (("autoruns", "command"), ("tasks", "command"), ("services", "image")):
        first = demo[artefact].rows[0]
        assert first[field].startswith(program)
        assert first["flags"] == ["in_public_folder"]
    assert named(demo["services"], "WinDefend")["flags"] == ["antivirus_disabled"]
    assert {row["tool"] for row in demo["remote_access"].rows} == {"AnyDesk", "TeamViewer", "RDP"}


def test_every_field_and_code_has_its_words(demo: dict[str, Artefact], disk: dict[str, Artefact]) -> None:
    rows = [row for one in (*demo.values(), *disk.values()) for row in one.rows]
    # An event names how a service starts in the language of the machine.
    coded = [(row, CODED - {"start"} if row.get("what") == "event" else CODED) for row in rows]
    values = {row[name] for row, names in coded for name in names & row.keys() if isinstance(row[name], str)}
    values |= {value for row in rows for name in ("flags", "triggers") for value in row.get(name, ())}
    codes = {*demo, *(f"field_{name}" for row in rows for name in row), *(f"value_{one}" for one in values)}
    assert len(codes) > 80
    for language in LANGUAGES:
        speech = Speech(language)
        assert sorted(code for code in codes if not speech.knows(f"triage.{code}")) == []


def test_rows_are_plain_json_facts(demo: dict[str, Artefact]) -> None:
    for one in demo.values():
        for row in plain(one)["rows"]:
            for value in row.values():
                parts = value if isinstance(value, list) else [value]
                assert all(isinstance(part, str | int | bool) for part in parts)


def test_what_is_no_windows_is_absent_everywhere(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "Windows").mkdir()
    found = taken(FolderSource("clé", tmp_path))
    assert {(one.outcome, one.detail) for one in found.values()} == {(Outcome.ABSENT, "no_windows")}


def test_a_windows_without_its_hives_is_absent_and_says_where_it_looked(tmp_path: Path) -> None:
    (tmp_path / CONFIG).mkdir(parents=True)
    found = taken(FolderSource("x", tmp_path))
    # A folder cannot show whether shadow copies are left: that look failed, it did not find none.
    failed = [name for name, one in found.items() if one.outcome is not Outcome.ABSENT]
    assert (failed, found["shadow_copies_left"].outcome) == (
        ["put_out", "shadow_copies_left"],
        Outcome.FAILED,
    )
    assert found["put_out"].rows[0]["state"] == "unknown"
    assert "SOFTWARE" in found["system"].detail
    assert {part["why"] for part in found["system"].unread} == {"hive_absent"}
    assert found["tasks"].detail.startswith("Windows/System32/Tasks, Windows/System32/config/SOFTWARE")


def test_a_damaged_hive_fails_its_units_and_no_other(tmp_path: Path) -> None:
    config = tmp_path / CONFIG
    config.mkdir(parents=True)
    (config / "SOFTWARE").write_bytes(b"regf" + bytes(9000))
    control = key(r"ControlSet001\Control\ComputerName\ComputerName", Key({"ComputerName": sz("PC")}))
    select = key("Select", Key({"Current": dword(1)}))
    top = Key(keys={**control.keys, **select.keys})
    (config / "SYSTEM").write_bytes(hive(top, name="SYSTEM", written=1_790_000_000_000_000_000))
    found = taken(FolderSource("x", tmp_path))
    assert (found["software"].outcome, found["software"].detail) == (Outcome.FAILED, "registry_damaged")
    assert found["system"].outcome is Outcome.FOUND
    assert [part["why"] for part in found["system"].unread] == ["registry_damaged"]
    assert (found["tasks"].outcome, found["tasks"].detail) == (Outcome.FAILED, "registry_damaged")


def test_a_unit_that_breaks_keeps_its_rows(laid_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Machine) -> object:
        yield {"name": "lu avant"}
        raise RecursionError

    monkeypatch.setattr(triage.tasks, "collect", broken)
    found = taken(FolderSource("demo", laid_demo))["tasks"]
    assert (found.outcome, [row["name"] for row in found.rows]) == (Outcome.FOUND, ["lu avant"])
    assert [(part["why"], part["detail"]) for part in found.unread] == [("unit_failed", "RecursionError")]


def test_endless_rows_and_texts_are_cut(laid_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: Machine) -> object:
        while True:
            yield {"name": "x" * 5000}

    monkeypatch.setattr(triage.tasks, "collect", endless)
    found = taken(FolderSource("demo", laid_demo))["tasks"]
    assert (len(found.rows), len(found.rows[0]["name"])) == (triage.ROWS_LIMIT, TEXT_LIMIT)
    assert found.rows[0]["cut_short"] == ["name"]
    assert [part["why"] for part in found.unread] == ["too_many_rows"]


def test_missing_tables_are_a_failure(laid_demo: Path, tmp_path: Path) -> None:
    source = FolderSource("demo", laid_demo)
    found = {one.name: one for one in triage.take(source, {})}
    assert (found["practice_software"].outcome, found["practice_software"].detail) == (
        Outcome.FAILED, "table_missing"
    )  # fmt: skip


def test_every_volume_of_an_image_is_looked_at(tmp_path: Path) -> None:
    size = 16 * 1024 * 1024
    data = [Node("Donnees/PDATA/P1/X.dcm", bytes(200), times=TIMES)]
    system = ntfs.volume(hives(), size=size, label="SYSTEME", serial=1)
    other = ntfs.volume(data, size=size, label="DONNEES", serial=2)
    path = tmp_path / "disque.img"
    path.write_bytes(partition.mbr([(7, system), (7, other)], disk_id=7))
    source = open_source(path)
    try:
        found = taken(source)
        roots = triage.data_roots(source, TABLES)
    finally:
        source.close()
    assert {row["volume"] for row in found["services"].rows} == {"1"}
    assert [one.detail for one in found.values() if one.outcome is Outcome.FAILED] == []
    imaging = named(found["practice_software"], "Donnees/PDATA", "path")
    assert (imaging["volume"], imaging["files"], imaging["bytes"]) == ("2", 1, 200)
    assert roots == ("Donnees/PDATA",)

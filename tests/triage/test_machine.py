"""What keeps a volume from being looked at is never taken for an absence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.builder.hive import Key, hive
from toolkit import own_files, triage
from toolkit.media.folder import FolderSource
from toolkit.records import Entry, Outcome, Unread
from toolkit.triage import machine as machines
from toolkit.triage.machine import CONFIG, Machine

TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}


class Closed(FolderSource):
    """A folder of which one directory cannot be listed, as for somebody without rights."""

    closed = ""

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        if directory.path == self.closed:
            yield Unread("", directory.path, "denied")
        else:
            yield from super().listing(directory)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return None if path.startswith(f"{self.closed}/") else super().find(path, volume)


def closed(place: Path, where: str) -> Closed:
    source = Closed("x", place)
    source.closed = where
    return source


def test_a_folder_of_hives_that_cannot_be_listed_is_a_failure(make: Any, tmp_path: Path) -> None:
    make(SOFTWARE=Key())
    source = closed(tmp_path / "0", CONFIG)
    found = {one.name: one for one in triage.take(source, TABLES)}
    assert (found["software"].outcome, found["software"].detail) == (Outcome.FAILED, "denied")
    # Tasks that only the registry knows may be there.
    assert (found["tasks"].outcome, found["tasks"].detail) == (Outcome.FAILED, "denied")


def test_a_windows_that_cannot_be_listed_is_a_failure(make: Any, tmp_path: Path) -> None:
    make()
    found = list(triage.take(closed(tmp_path / "0", "Windows"), TABLES))
    assert {one.outcome for one in found if one.name in {"system", "tasks", "services"}} == {Outcome.FAILED}


def test_a_hive_is_opened_once_and_its_limits_said_to_each_unit(make: Any) -> None:
    dirty = hive(Key(), name="SOFTWARE", written=1_790_000_000_000_000_000, sequences=(2, 1))
    machine = make({f"{CONFIG}/SOFTWARE": dirty, f"{CONFIG}/SOFTWARE.LOG1": b"regf"})
    first = machine.hive(f"{CONFIG}/SOFTWARE")
    for _ in range(2):
        machine.unread.clear()
        assert machine.hive(f"{CONFIG}/SOFTWARE") is first
        assert [one.why for one in machine.unread] == ["registry_log_damaged"]


def test_a_long_folder_is_cut_and_said(make: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(machines, "LISTED", 3)
    machine: Machine = make({f"Temp/{number}": b"" for number in range(5)})
    assert len(list(machine.listing("Temp"))) == 3
    assert [one.why for one in machine.unread] == ["folder_too_long"]


def test_links_are_no_profiles(make: Any, tmp_path: Path) -> None:
    machine: Machine = make({"Users/Zoé/a": b""})
    (tmp_path / "0" / "Users" / "All Users").symlink_to("/")
    assert [profile.name for profile in machine.profiles()] == ["Zoé"]

"""A volume laid in a folder from a few files, as the inventory sees it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from demo.builder import folder
from demo.builder.hive import Key, hive, key
from demo.builder.hives import hives
from demo.builder.tree import Node
from toolkit import own_files, triage
from toolkit.media.folder import FolderSource
from toolkit.records import Times
from toolkit.report.triage_keys import decided
from toolkit.triage.machine import CONFIG, Machine

TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}

WHEN = 1_790_000_000_000_000_000
Make = Callable[..., Machine]


@pytest.fixture(autouse=True)
def _decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every row these tests see to the written list of what leaves in the open archive."""
    for unit in triage.ARTEFACTS:
        monkeypatch.setattr(unit, "collect", _watched(unit.__name__.rpartition(".")[2], unit.collect))


def _watched(name: str, collect: Callable[[Machine], Iterator[dict[str, Any]]]) -> Callable[..., Any]:
    def watched(machine: Machine) -> Iterator[dict[str, Any]]:
        for row in collect(machine):
            assert [key for key, value in row.items() if not decided(name, key, value)] == []
            yield row

    return watched


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Give a function that lays files, and hives by their name or path, and returns the machine."""

    def laid(files: Mapping[str, bytes] | None = None, **registry: Key) -> Machine:
        times = Times(None, WHEN, None, WHEN)
        nodes = [Node("Windows/System32", directory=True, times=times)]
        nodes += [Node(path, data, times=times) for path, data in (files or {}).items()]
        nodes += [
            Node(f"{CONFIG}/{name}", hive(top, name=name, written=WHEN), times=times)
            for name, top in registry.items()
        ]
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        place.mkdir()
        folder.lay(nodes, place)
        return Machine(FolderSource("essai", place), "", TABLES, windows=True)

    return laid


@pytest.fixture
def user() -> Callable[[Key], bytes]:
    """Give a function that turns the keys below Software into the bytes of a user's hive."""
    return lambda below: hive(key("Software", below), name="NTUSER.DAT", written=WHEN)


@pytest.fixture(scope="session")
def laid_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder holding the registry and tasks of the demonstration machine, and a little data."""
    place = tmp_path_factory.mktemp("demo")
    times = Times(None, WHEN, None, WHEN)
    files = {
        "Users/Public/svc_maj.exe": b"MZ",
        "ProgramData/AnyDesk/connection_trace.txt": b"Incoming",
        "Wlogos2/Patients/P1/radio.jpg": b"\xff\xd8\xff",
        "Wlogos2/patients.db": b"SQLite format 3\0",
        "PDATA/P1/X1.dcm": bytes(132),
        "Windows/sesam.ini": b"[x]",
    }
    folder.lay([*hives(), *(Node(path, data, times=times) for path, data in files.items())], place)
    return place

"""Images built once for all tests of this folder, and what we read of each."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from tests.volumes import build
from tests.volumes.outside import Absent
from tests.volumes.plan import Built
from tests.volumes.reading import Reading, read

T = TypeVar("T")


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the folder of the images, and take away at the end what takes room."""
    place = tmp_path_factory.mktemp("images")
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def volume(images: Path) -> Callable[[str], Built]:
    """Give a function that builds one volume, once, or skips with what is missing."""
    return _once(build.volume, images)


@pytest.fixture(scope="session")
def disk(images: Path) -> Callable[[str], tuple[Path, list[Built]]]:
    """Give a function that builds one disk, once, or skips with what is missing."""
    return _once(build.disk, images)


@pytest.fixture(scope="session")
def reading(volume: Callable[[str], Built]) -> Callable[[str], Reading]:
    """Give a function that reads all of one volume through the public door."""

    @cache
    def one(name: str) -> Reading:
        (found,) = read(volume(name).image)
        return found

    return one


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    # The programs that fill FAT write local time, and are run with UTC.
    monkeypatch.setenv("TZ", "UTC")


def _once(make: Callable[[str, Path], T], images: Path) -> Callable[[str], T]:
    """Build each image once, in a folder of its own; what failed is told again and not built over itself."""

    @cache
    def tried(name: str) -> T | Exception:
        place = images / name
        place.mkdir()
        try:
            return make(name, place)
        except (Absent, OSError, RuntimeError, subprocess.SubprocessError) as reason:
            return reason

    def give(name: str) -> T:
        found = tried(name)
        if isinstance(found, Absent):
            pytest.skip(str(found))
        if isinstance(found, Exception):
            raise found
        return found

    return give

"""A folder as a source: byte-exact names, links, deep trees, and what may not be opened."""

import os
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.media import open_source
from toolkit.records import Entry, EntryKind, Unread

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX by nature")


def entries(root: Path) -> dict[str, Entry | Unread]:
    return {found.path: found for found in open_source(root).walk()}


@posix
def test_names_are_kept_byte_for_byte(tmp_path: Path, read_all: Callable) -> None:
    names = [b"\xe9t\xe9.txt", "été.txt".encode(), "e\u0301.txt".encode(), b"esc\x1b[31m.txt", b"ligne\n.txt"]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    hashes, reasons = read_all(open_source(tmp_path))
    assert reasons == {}
    assert hashes == {name.decode("utf-8", "surrogateescape"): sha256(name).hexdigest() for name in names}


@posix
def test_links_are_listed_with_their_target_and_never_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "source", tmp_path / "ailleurs"
    (inside / "dossier").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_bytes(b"secret")
    (inside / "vers dossier").symlink_to(outside)
    (inside / "vers fichier").symlink_to(outside / "secret.txt")
    (inside / "dossier" / "boucle").symlink_to("..")
    found = entries(inside)
    assert set(found) == {"dossier", "dossier/boucle", "vers dossier", "vers fichier"}
    assert (found["vers dossier"].kind, found["vers dossier"].target) == (EntryKind.LINK, str(outside))
    source = open_source(inside)
    with pytest.raises(Unreadable, match="not_a_file"):
        source.open(found["vers fichier"])
    assert source.find("vers dossier/secret.txt") is None
    with pytest.raises(Unreadable):
        source.open(Entry("", "vers dossier/secret.txt", EntryKind.FILE, ident="1-1"))
    with pytest.raises(Unreadable):
        source.open(Entry("", "../ailleurs/secret.txt", EntryKind.FILE, ident="1-1"))


def test_a_file_swapped_since_it_was_listed_is_not_taken_for_it(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(b"avant")
    entry = entries(tmp_path)["a.txt"]
    (tmp_path / "b.txt").write_bytes(b"apres")
    (tmp_path / "b.txt").replace(place)
    with pytest.raises(Unreadable, match="vanished"):
        open_source(tmp_path).open(entry)
    place.unlink()
    with pytest.raises(Unreadable, match="vanished"):
        open_source(tmp_path).open(entry)
    place.mkdir()
    with pytest.raises(Unreadable, match="vanished"):
        open_source(tmp_path).open(entry)


@posix
def test_a_link_put_in_a_file_s_place_is_not_followed(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(b"avant")
    entry = entries(tmp_path)["a.txt"]
    place.unlink()
    place.symlink_to("/etc/hostname")
    with pytest.raises(Unreadable, match="vanished"):
        open_source(tmp_path).open(entry)


@posix
def test_pipes_and_sockets_are_listed_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")
    found = entries(tmp_path)["tube"]
    assert found.kind is EntryKind.SPECIAL
    with pytest.raises(Unreadable, match="not_a_file"):
        open_source(tmp_path).open(found)


@pytest.fixture
def abyss(tmp_path: Path) -> Iterator[Path]:
    """Give a folder, and take it away level by level: no tool of ours may be left with such a tree."""
    place = tmp_path / "abyss"
    place.mkdir()
    yield place
    (place / "dossier").rename(tmp_path / "level")
    while (tmp_path / "level" / "dossier").exists():
        (tmp_path / "level" / "dossier").rename(tmp_path / "next")
        (tmp_path / "level").rmdir()
        (tmp_path / "next").rename(tmp_path / "level")


@posix
def test_a_tree_deeper_than_any_path(abyss: Path) -> None:
    tmp_path, depth = abyss, 1001
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("dossier", dir_fd=here)
        below = os.open("dossier", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    file = os.open("fond.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(file, b"profond")
    os.close(file)
    os.close(here)
    source = open_source(tmp_path)
    found = list(source.walk())
    assert len(found) == depth + 1
    assert len(found[-1].path) > os.pathconf(tmp_path, "PC_PATH_MAX")
    assert source.open(found[-1]).read() == b"profond"
    assert source.find(found[20].path.upper() + "/Dossier") == found[21]


def test_going_up_and_down_a_deep_tree_reads_every_file(tmp_path: Path, read_all: Callable) -> None:
    branch = "/".join(f"{level:02d}" for level in range(50))
    contents = {}
    for level in range(0, 50, 7):
        for side in ("a/b/x", "zz/x", "zzz"):
            place = branch[: level * 3] + side
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).write_bytes(place.encode())
            contents[place] = sha256(place.encode()).hexdigest()
    source = open_source(tmp_path)
    assert read_all(source) == (contents, {})
    deep = source.find(branch[: 49 * 3] + "zz/x")
    assert source.open(deep).read() == deep.path.encode()


@posix
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open descriptors are not listed here")
def test_few_levels_stay_open_and_none_after_the_walk(tmp_path: Path) -> None:
    def held() -> int:
        return len(os.listdir("/proc/self/fd"))

    (tmp_path / "/".join("d" * 60)).mkdir(parents=True)
    before = held()
    source = open_source(tmp_path)
    assert held() == before
    walk = source.walk()
    assert max(held() for _ in walk) <= before + 34
    assert held() == before
    walk = source.walk()
    assert [next(walk).path for _ in range(3)] == ["d", "d/d", "d/d/d"]
    source.close()
    assert held() == before
    assert len(list(walk)) == 57
    abandoned = source.walk()
    next(abandoned)
    abandoned.close()
    assert held() == before


def test_order_times_and_find(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "\uff21.txt", "\U0001f600.txt", "B2/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1234")
    os.utime(tmp_path / "a.txt", ns=(1_600_000_000_123_456_700, 1_700_000_000_123_456_700))
    found = entries(tmp_path)
    order = ["B2", "B2/x", "a.txt", "b", "b/10.txt", "b/2.txt", "\U0001f600.txt", "\uff21.txt"]
    assert list(found) == order
    times = found["a.txt"].times
    assert (times.modified, times.accessed) == (1_700_000_000_123_456_700, 1_600_000_000_123_456_700)
    assert (times.created is None, found["a.txt"].name_times) == (sys.platform != "win32", None)
    assert (found["a.txt"].size, found["b"].size) == (4, 0)
    source = open_source(tmp_path)
    assert source.find("B/2.TXT") == found["b/2.txt"]
    assert source.find("absent") is None
    assert source.find("a.txt/x") is None
    assert source.find("nul\0") is None
    assert [item.path for item in source.listing(found["b"])] == ["b/10.txt", "b/2.txt"]
    assert (source.kind, source.size, [v.name for v in source.volumes()]) == ("folder", 0, [""])


@posix
def test_reading_does_not_mark_the_access_time(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(b"x")
    os.utime(place, ns=(1, 2_000_000_000_000_000_000))
    source = open_source(tmp_path)
    assert source.open(source.find("a.txt")).read() == b"x"
    assert place.stat().st_atime_ns == 1


def test_hard_links_share_an_ident(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    os.link(tmp_path / "a", tmp_path / "b")
    found = entries(tmp_path)
    assert found["a"].ident == found["b"].ident


@posix
@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said_and_the_rest_is_read(tmp_path: Path, read_all: Callable) -> None:
    (tmp_path / "ferme").mkdir()
    (tmp_path / "ferme" / "x").write_bytes(b"x")
    (tmp_path / "lu.txt").write_bytes(b"x")
    (tmp_path / "secret.txt").write_bytes(b"x")
    (tmp_path / "ferme").chmod(0)
    (tmp_path / "secret.txt").chmod(0)
    hashes, reasons = read_all(open_source(tmp_path))
    (tmp_path / "ferme").chmod(0o700)
    assert hashes.keys() == {"lu.txt"}
    assert reasons == {"ferme": "denied", "secret.txt": "denied"}


@posix
def test_another_volume_below_is_not_entered() -> None:
    if os.stat("/dev").st_dev == os.stat("/").st_dev:
        pytest.skip("one volume only on this machine")
    found = {item.path: item for item in open_source("/").listing(Entry("", "", EntryKind.DIRECTORY, ident=(
        f"{os.stat('/').st_dev}-{os.stat('/').st_ino}")))}  # fmt: skip
    assert (found["dev"].why, found["dev"].path) == ("other_volume", "dev")


def test_a_folder_that_vanishes_during_the_walk(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_bytes(b"x")
    walk = open_source(tmp_path).walk()
    assert next(walk).path == "a"
    (tmp_path / "a" / "x").unlink()
    (tmp_path / "a").rmdir()
    assert [(found.path, getattr(found, "why", "")) for found in walk] == [
        ("a", "vanished"), ("b", ""), ("b/x", "")
    ]  # fmt: skip


@posix
def test_a_file_that_is_nearly_all_hole_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "disque.vmdk").open("wb") as stream:
        stream.truncate(8 * 1024**4)
    (found,) = open_source(tmp_path).walk()
    assert isinstance(found, Unread)
    assert found.why == "implausible_size"

"""A folder of a running Windows, read without leaving a trace."""

import errno
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.windows.listing import Named
from toolkit.records import Entry, EntryKind, Unread

windows = pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA = 0x1000, 0x40000, 0x400000


@pytest.fixture
def on_wine() -> bool:
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def walked(root: Path) -> dict[str, Entry | Unread]:
    return {found.path: found for found in FolderSource("x", root).walk()}


def long(path: Path) -> str:
    return f"\\\\?\\{path}"


@windows
def test_odd_and_reserved_names_are_read(tmp_path: Path, read_all: Callable) -> None:
    names = ["NUL", "CON.txt", "point.", "espace ", "é\U0001f600", "e\u0301", "Été", "#;,~1"]
    for name in names:
        with open(long(tmp_path / "x")[:-1] + name, "wb") as file:
            file.write(name.encode())
    expected = {name: sha256(name.encode()).hexdigest() for name in names}
    source = FolderSource("x", tmp_path)
    assert read_all(source) == (expected, {})
    assert source.find("con.TXT").path == "CON.txt"
    assert source.find("point") is None
    assert source.find("*") is None
    assert source.find("n?l") is None


@windows
def test_lone_surrogates_are_kept(tmp_path: Path, on_wine: bool, read_all: Callable) -> None:
    if on_wine:
        pytest.skip("Wine keeps names in UTF-8")
    with open(long(tmp_path / "\ud800.txt"), "wb") as file:
        file.write(b"x")
    assert read_all(FolderSource("x", tmp_path))[0].keys() == {"\ud800.txt"}


@windows
def test_paths_far_beyond_260_characters(tmp_path: Path) -> None:
    levels = [f"{level:02d}" + "é" * 23 + "x" * 25 for level in range(40)]
    for depth in range(1, 41):
        os.mkdir(long(tmp_path.joinpath(*levels[:depth])))
    with open(long(tmp_path.joinpath(*levels, "fond.txt")), "wb") as file:
        file.write(b"profond")
    source = FolderSource("x", tmp_path)
    *_, last = source.walk()
    assert (last.path, len(last.path) > 2000) == ("/".join([*levels, "fond.txt"]), True)
    assert source.open(last).read() == b"profond"
    assert (source.find(last.path.upper()).path, source.find(last.path).ident) == (last.path, last.ident)


@windows
def test_a_file_open_for_writing_is_read_and_a_locked_one_is_told(tmp_path: Path) -> None:
    import win32file

    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    source = FolderSource("x", tmp_path)
    entry = source.find("a.txt")
    with open(tmp_path / "a.txt", "r+b"):
        assert source.open(entry).read() == b"x" * 100
    alone = win32file.CreateFile(str(tmp_path / "a.txt"), win32file.GENERIC_READ, 0, None, 3, 0, None)
    with pytest.raises(Unreadable, match="locked"):
        source.open(entry)
    alone.Close()
    assert source.open(entry).read() == b"x" * 100


@windows
def test_a_locked_part_of_a_file_is_told(tmp_path: Path, on_wine: bool) -> None:
    import win32file

    if on_wine:
        pytest.skip("Wine reads through the locks of others")
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    source = FolderSource("x", tmp_path)
    entry = source.find("a.txt")
    shared = win32file.CreateFile(str(tmp_path / "a.txt"), win32file.GENERIC_READ, 7, None, 3, 0, None)
    win32file.LockFile(shared, 10, 0, 20, 0)
    with source.open(entry) as stream, pytest.raises(Unreadable, match="locked"):
        stream.read()
    shared.Close()


@windows
def test_no_handle_stays_open_and_none_is_inherited(tmp_path: Path, read_all: Callable) -> None:
    import win32api
    import win32file

    from toolkit.media.windows import handles as handles_windows

    (tmp_path / "d" / "e").mkdir(parents=True)
    (tmp_path / "d" / "e" / "a.txt").write_bytes(b"x")
    source = FolderSource("x", tmp_path)
    with handles_windows.asked(long(tmp_path)) as handle:
        assert win32api.GetHandleInformation(handle) == 0
    hashes, reasons = read_all(source)
    assert (len(hashes), reasons) == (1, {})
    left = source.walk()
    next(left)
    for place in (tmp_path, tmp_path / "d", tmp_path / "d" / "e", tmp_path / "d" / "e" / "a.txt"):
        # Opening with nothing shared succeeds only when no other handle is open on it.
        win32file.CreateFile(str(place), win32file.GENERIC_READ, 0, None, 3, 0x02000000, None).Close()


@windows
def test_reading_changes_no_time(tmp_path: Path, on_wine: bool, read_all: Callable) -> None:
    from toolkit.media.windows import handles as handles_windows

    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_bytes(b"x")
    for place in (tmp_path / "d" / "a.txt", tmp_path / "d"):
        os.utime(place, ns=(1_500_000_000_000_000_000, 1_600_000_000_000_000_000))
    before = walked(tmp_path)
    handle, kept = handles_windows.unmarked(long(tmp_path / "d" / "a.txt"), marks=True)
    handles_windows.close(handle)
    assert kept
    assert walked(tmp_path)["d/a.txt"] == before["d/a.txt"]  # neither the right nor the order changes a thing
    if on_wine:
        pytest.skip("Wine takes the order to leave access times alone and does not follow it")
    assert read_all(FolderSource("x", tmp_path))[1] == {}
    assert walked(tmp_path) == before


@windows
def test_where_the_access_time_cannot_be_kept_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_all: Callable
) -> None:
    from toolkit.media.windows import handles as handles_windows

    real = handles_windows._opened

    def refusing(path: str, rights: int, *, through: bool) -> int:
        if rights & 0x100 and path.endswith("a.txt"):
            raise PermissionError(errno.EACCES, "refused", path, 5)
        return real(path, rights, through=through)

    (tmp_path / "a.txt").write_bytes(b"x")
    source = FolderSource("x", tmp_path)
    source._trail.marks = True
    monkeypatch.setattr(handles_windows, "_opened", refusing)
    assert read_all(source)[1] == {}
    assert "access_times" in source.warnings


@windows
def test_a_volume_without_file_numbers_or_streams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_all: Callable
) -> None:
    from toolkit.media.windows import handles as handles_windows

    monkeypatch.setattr(handles_windows, "volume", lambda _: ("exFAT", 0, False))
    monkeypatch.setattr(handles_windows, "streams", lambda _: None)
    (tmp_path / "d" / "d").mkdir(parents=True)
    for name in ("a.txt", "d/a.txt", "d/d/a.txt"):
        (tmp_path / name).write_bytes(name.encode())
    source = FolderSource("x", tmp_path)
    hashes, reasons = read_all(source)
    assert (len(set(hashes.values())), reasons) == (3, {})
    assert "streams_unseen" not in source.warnings
    first = source.find("d/a.txt")
    with pytest.raises(Unreadable, match="vanished"):
        source.open(replace(source.find("a.txt"), path=first.path))


@windows
def test_streams_are_listed_after_their_file_and_read(tmp_path: Path, read_all: Callable) -> None:
    source = FolderSource("x", tmp_path)
    if "streams_unseen" in source.warnings:
        pytest.skip("this system does not tell streams, and says so")
    (tmp_path / "a").mkdir()
    for name in ("a.txt", "a.txt:Zone.Identifier", "a:caché", "a.txt:vide"):
        with open(f"{tmp_path}\\{name}", "wb") as file:
            file.write(name.encode())
    order = ["a", "a:caché", "a.txt", "a.txt:Zone.Identifier", "a.txt:vide"]
    assert list(walked(tmp_path)) == order
    hashes, reasons = read_all(source)
    assert (hashes, reasons) == ({name: sha256(name.encode()).hexdigest() for name in order[1:]}, {})
    stream = source.find("A.TXT:zone.identifier")
    assert (stream.kind, stream.size) == (EntryKind.STREAM, len(order[3]))
    with pytest.raises(Unreadable):
        source.open(Entry("", "a.txt:vide", EntryKind.FILE, ident=source.find("a.txt").ident))


@windows
def test_stream_answers_become_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wine has no streams: the answer NTFS would give stands in for its own, all else is real."""
    from toolkit.media.windows import handles as handles_windows

    rows = [(":x/y:$DATA", 4), (":a.txt:$DATA", 4), (":b:$DATA", 5), ("::$DATA", 3)]
    answer = b""
    for name, size in rows:
        row = struct.pack("<IQQ", 2 * len(name), size, 4096) + name.encode("utf-16-le") + bytes(8)
        answer = struct.pack("<I", (4 + len(row)) * bool(answer)) + row + answer
    monkeypatch.setattr(handles_windows, "streams", lambda _: answer)
    (tmp_path / "f").write_bytes(b"xyz")
    source = FolderSource("x", tmp_path)
    found = list(source.walk())
    assert [each.path for each in found] == [
        ":a.txt", ":b", ":x\u2215y", "f", "f:a.txt", "f:b", "f:x\u2215y"
    ]  # fmt: skip
    assert [each.kind for each in found[3:6]] == [EntryKind.FILE, EntryKind.STREAM, EntryKind.STREAM]
    assert (found[6].why, found[5].ident, found[5].size) == ("hostile_name", f"{found[3].ident}:b", 5)
    assert (source.find("F:B"), source.find(":B"), source.find("f:c")) == (found[5], found[1], None)
    with pytest.raises(Unreadable, match="vanished"):
        source.open(found[5])


@windows
def test_junctions_are_listed_and_never_followed(tmp_path: Path, on_wine: bool) -> None:
    import _winapi

    if on_wine:
        pytest.skip("this Wine has no junctions")
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "ailleurs" / "secret.txt").write_bytes(b"x")
    (tmp_path / "source").mkdir()
    _winapi.CreateJunction(str(tmp_path / "ailleurs"), str(tmp_path / "source" / "lien"))
    (found,) = walked(tmp_path / "source").values()
    assert (found.kind, found.target) == (EntryKind.LINK, str(tmp_path / "ailleurs"))
    source = FolderSource("x", tmp_path / "source")
    assert source.find("lien/secret.txt") is None
    (refused,) = source.listing(Entry("", "lien", EntryKind.DIRECTORY, ident=found.ident))
    assert (refused.path, refused.why) == ("lien", "vanished")


@windows
def test_placeholders_are_never_opened_nor_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attributes of the cloud are put into a real listing: no system here has a provider."""
    from toolkit.media.windows import handles as handles_windows

    real_names, real_open, opened = handles_windows.names, handles_windows._opened, list[str]()

    def names(handle: int, pattern: str | None = None) -> list[Named]:
        added = {"nuage.docx": RECALL_ON_DATA | OFFLINE, "Nuage": RECALL_ON_OPEN, "ici.txt": 0}
        return [
            replace(each, attributes=each.attributes | added[each.name])
            for each in real_names(handle, pattern)
        ]

    def watched(path: str, rights: int, *, through: bool) -> int:
        opened.append(path)
        return real_open(path, rights, through=through)

    monkeypatch.setattr(handles_windows, "names", names)
    monkeypatch.setattr(handles_windows, "_opened", watched)
    monkeypatch.setattr(handles_windows, "streams", lambda _: b"")
    (tmp_path / "Nuage").mkdir()
    for name in ("nuage.docx", "Nuage/x", "ici.txt"):
        (tmp_path / name).write_bytes(b"x")
    found = walked(tmp_path)
    assert {path: getattr(each, "why", "") for path, each in found.items()} == {
        "Nuage": "cloud_only", "nuage.docx": "cloud_only", "ici.txt": ""
    }  # fmt: skip
    assert found["nuage.docx"].size == 1
    assert FolderSource("x", tmp_path).find("Nuage/x") is None
    assert {Path(path).name for path in opened} == {tmp_path.name, "ici.txt"}


@windows
def test_a_drive_is_its_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drive = tmp_path.drive
    bare, root = FolderSource("x", Path(drive)), FolderSource("x", Path(drive + "\\"))
    names = [each.path for each in bare.listing(bare._root)]
    assert names == [each.path for each in root.listing(root._root)]
    assert tmp_path.parts[1] in names
    assert bare.find("/".join(tmp_path.parts[1:])).kind is EntryKind.DIRECTORY


@windows
def test_a_volume_without_a_letter_is_its_root_and_its_device() -> None:
    from toolkit.media import medium
    from toolkit.media.windows import places as places_windows

    guid = "\\\\?\\Volume{26a21bda-a627-11d7-9931-806e6f6e6963}"
    assert places_windows._extended(Path(guid + "\\")) == guid + "\\"
    assert places_windows._extended(Path(guid + "\\Users")) == guid + "\\Users"
    assert (medium.device_path(Path(guid)), medium.device_name(Path(guid))) == (True, guid)
    assert not medium.device_path(Path(guid + "\\Users"))
    assert not medium.device_path(Path("\\\\?\\C:\\Users"))


@windows
def test_what_is_opened_is_what_was_listed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x")
    source = FolderSource("x", tmp_path)
    one, other = source.walk()
    assert one.ident != other.ident
    assert source._root.ident == walked(tmp_path.parent)[tmp_path.name].ident
    for path in ("b", "../a", "a:b", ".", "a\\b", "d/../a"):
        with pytest.raises(Unreadable):
            source.open(Entry("", path, EntryKind.FILE, ident=one.ident))


@windows
def test_what_is_hidden_is_listed_as_such(tmp_path: Path) -> None:
    import ctypes

    (tmp_path / "Photos").mkdir()
    (tmp_path / "Documents").mkdir()
    kernel = ctypes.WinDLL("kernel32")
    assert kernel.SetFileAttributesW(str(tmp_path / "Photos"), 0x2 | 0x4)
    if not kernel.GetFileAttributesW(str(tmp_path / "Photos")) & 0x2:
        pytest.skip("Wine keeps no attributes on this file system")
    found = {path: one.hidden for path, one in walked(tmp_path).items() if isinstance(one, Entry)}
    assert found == {"Photos": True, "Documents": False}

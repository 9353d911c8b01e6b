"""ZIP files as sources: odd names, damage, bombs, and archives inside archives."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.archive import ZipSource, open_zip
from toolkit.records import Entry, EntryKind, Unread

WHEN = (2026, 10, 10, 21, 0, 2)
WHEN_NS = 1_791_666_002_000_000_000


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type = method
            archive.writestr(entry, content)
    return held.getvalue()


def source(content: bytes) -> ZipSource:
    return open_zip(io.BytesIO(content), "sauvegarde.zip")


def raw(
    name: bytes, content: bytes, *, flags: int = 0, method: int = 0, extra: bytes = b"", **lies: int
) -> bytes:
    """Write an archive of one entry by hand, so that it can say what zipfile refuses to write."""
    crc, size = lies.get("crc", zlib.crc32(content)), lies.get("size", len(content))
    fixed = struct.pack("<HHIIIIHH", flags, method, 0, crc, len(content), size, len(name), len(extra))
    local = b"PK\3\4\x14\0" + fixed + name + extra + content
    line = (
        b"PK\1\2\x14"
        + bytes([lies.get("host", 0)])
        + b"\x14\0"
        + fixed
        + bytes(14 - 4)
        + struct.pack("<I", 0)
        + name
        + extra
    )
    return local + line + struct.pack("<4s4xHHIIH", b"PK\5\6", 1, 1, len(line), len(local), 0)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2,
                                    zipfile.ZIP_LZMA])  # fmt: skip
def test_every_byte_is_read_and_seeking_back_works(method: int, read_all: Callable) -> None:
    content = bytes(range(256)) * 2000
    archive = source(zipped(("b/grand.bin", content), ("a.txt", b"bonjour"), ("vide", b""), method=method))
    hashes, reasons = read_all(archive)
    assert reasons == {}
    assert hashes["b/grand.bin"] == sha256(content).hexdigest()
    assert set(hashes) == {"a.txt", "b/grand.bin", "vide"}
    stream = archive.open(archive.find("B/GRAND.BIN"))
    stream.seek(-100, 2)
    assert stream.read() == content[-100:]
    stream.seek(70_000)
    assert stream.read(10) == content[70_000:70_010]


def test_folders_are_made_up_and_order_is_by_name() -> None:
    archive = source(zipped(("z/2.txt", b"x"), ("a/b/c.txt", b"x"), ("a/", b""), ("a.txt", b"x")))
    found = list(archive.walk())
    assert [(item.path, item.kind) for item in found] == [
        ("a", EntryKind.DIRECTORY), ("a/b", EntryKind.DIRECTORY), ("a/b/c.txt", EntryKind.FILE),
        ("a.txt", EntryKind.FILE), ("z", EntryKind.DIRECTORY), ("z/2.txt", EntryKind.FILE),
    ]  # fmt: skip
    assert found[3].times.modified == WHEN_NS
    assert found[0].times.modified == WHEN_NS
    assert archive.warnings == ("local_times",)
    assert [item.path for item in archive.listing(found[0])] == ["a/b"]
    assert (archive.kind, [v.filesystem for v in archive.volumes()]) == ("zip", ["zip"])


def test_names_in_every_encoding() -> None:
    unicode_path = b"\1" + struct.pack("<I", zlib.crc32(b"ete.txt")) + "été.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(unicode_path)) + unicode_path
    for archive, name in [
        (raw("été.txt".encode("cp437"), b"x"), "été.txt"),
        (raw("Noël À ÊTRE.txt".encode("cp850"), b"x"), "Noël À ÊTRE.txt"),  # French Windows
        (raw("été œuf.txt".encode(), b"x"), "été œuf.txt"),  # Info-ZIP, macOS: UTF-8 without its flag
        (raw("été.txt".encode("latin-1"), b"x", host=3), "été.txt"),
        (raw("été.txt".encode("cp850"), b"x", host=3), "été.txt"),
        (raw("été.txt".encode(), b"x", flags=0x800), "été.txt"),
        (raw(b"\xe9.txt", b"x", flags=0x800), "\udce9.txt"),
        (raw(b"ete.txt", b"x", extra=extra), "été.txt"),
        (raw(b"etx.txt", b"x", extra=extra), "etx.txt"),
        (raw(b"a\0b.exe", b"x"), "a\0b.exe"),
    ]:
        (found,) = source(archive).walk()
        assert found.path == name
        assert source(archive).open(found).read() == b"x"


def test_exact_times_where_the_archive_has_them() -> None:
    unix = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)
    filetime = 116_444_736_000_000_000 + 17_000_000_000_000_001
    ntfs = struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 1, 24, filetime, filetime + 1, filetime + 2)
    (found,) = source(raw(b"a", b"x", extra=unix)).walk()
    assert found.times.modified == 1_700_000_000 * 10**9
    archive = source(raw(b"a", b"x", extra=ntfs))
    (found,) = archive.walk()
    assert (found.times.modified, found.times.created) == (
        1_700_000_000_000_000_100,
        1_700_000_000_000_000_300,
    )
    assert archive.warnings == ()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/absolu.txt", "absolu.txt"),
        ("C:\\Windows\\x.dll", "Windows/x.dll"),
        ("a//./b/../c.txt", "a/b/c.txt"),
    ],
)
def test_names_made_to_escape_are_read_under_a_safe_path(name: str, path: str, read_all: Callable) -> None:
    archive = source(zipped((name, b"charge")))
    hashes, reasons = read_all(archive)
    assert hashes == {path: sha256(b"charge").hexdigest()}
    assert reasons == {}
    assert "hostile_names" in archive.warnings


def test_the_root_itself_may_be_a_folder_of_the_archive(read_all: Callable) -> None:
    hashes, reasons = read_all(source(zipped(("./", b""), ("./bon.txt", b"y"))))
    assert (hashes.keys(), reasons) == ({"bon.txt"}, {})


@pytest.mark.parametrize("at", [6, 8, 14, 18, 22])
def test_a_header_that_contradicts_the_directory_is_damage(at: int, read_all: Callable) -> None:
    content = bytearray(zipped(("bon.txt", b"y" * 90)))
    content[at] ^= 1  # flags, method, sum, sizes
    assert read_all(source(bytes(content)))[1] == {"bon.txt": "damaged"}


def test_a_name_that_is_nothing_but_dots(read_all: Callable) -> None:
    hashes, reasons = read_all(source(zipped(("..", b"x"), ("bon.txt", b"y"))))
    assert (hashes.keys(), list(reasons.values())) == ({"bon.txt"}, ["hostile_name"])


def test_of_two_entries_with_one_name_the_last_is_read() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = source(zipped(("a.txt", b"un"), ("a.txt", b"deux"), ("a.txt/x", b"trois"), ("b", b"")))
    found = list(archive.walk())
    assert [item.path for item in found if isinstance(item, Entry)] == ["a.txt", "a.txt/x", "b"]
    assert [(item.path, item.why) for item in found if isinstance(item, Unread)] == [
        ("a.txt", "duplicate_name"), ("a.txt", "duplicate_name"),
    ]  # fmt: skip
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = source(zipped(("a.txt", b"un"), ("a.txt", b"deux")))
    assert archive.open(archive.find("a.txt")).read() == b"deux"


def test_passwords_are_said() -> None:
    for archive in (raw(b"a", b"x" * 20, flags=1), raw(b"a", b"x" * 20, method=99, flags=1)):
        opened = source(archive)
        with pytest.raises(Unreadable, match="password"):
            opened.open(opened.find("a"))
    unknown = source(raw(b"a", b"x", method=93))
    with pytest.raises(Unreadable, match="unknown_method"):
        unknown.open(unknown.find("a"))


def test_a_flipped_bit_is_found_by_the_end_of_the_file(read_all: Callable) -> None:
    content = bytearray(zipped(("a.txt", b"bonjour" * 100), ("b.txt", b"bon"), method=zipfile.ZIP_STORED))
    content[content.index(b"bonjour") + 300] ^= 4
    hashes, reasons = read_all(source(bytes(content)))
    assert (hashes.keys(), reasons) == ({"b.txt"}, {"a.txt": "damaged"})


@pytest.mark.parametrize(
    "lies", [{"crc": 1}, {"size": 5}, {"size": 2_000_000}], ids=["checksum", "smaller", "larger"]
)
def test_an_entry_that_lies_is_damaged(lies: dict[str, int], read_all: Callable) -> None:
    packed = zlib.compress(b"bonjour" * 50)[2:-4]
    for archive in (raw(b"a", b"bonjour", **lies), raw(b"a", packed, method=8, **lies)):
        _, reasons = read_all(source(archive))
        assert reasons == {"a": "damaged"}


def test_bombs_are_not_opened() -> None:
    packed = zlib.compress(bytes(70 << 20), 9)[2:-4]
    for archive in (
        raw(b"a", packed, method=8, size=70 << 20, crc=0),
        raw(b"a", b"x" * 100, method=8, size=0xFFFFFFF0),
    ):
        opened = source(archive)
        with pytest.raises(Unreadable, match="bomb"):
            opened.open(opened.find("a"))
    wide = struct.pack("<HHQ", 1, 8, 5 << 30)
    opened = source(raw(b"a", b"x" * 100, method=8, size=0xFFFFFFFF, extra=wide))
    assert opened.find("a").size == 5 << 30
    with pytest.raises(Unreadable, match="bomb"):
        opened.open(opened.find("a"))


def test_entries_that_share_bytes_are_not_opened() -> None:
    content = zipped(("a", b"x" * 500), ("b", b"y" * 500), ("c", b"z" * 500), method=zipfile.ZIP_STORED)
    directory = content.index(b"PK\1\2")
    second = content.index(b"PK\1\2", directory + 4)
    image = bytearray(content)
    struct.pack_into("<I", image, second + 42, 10)
    opened = source(bytes(image))
    for name in ("a", "b"):
        with pytest.raises(Unreadable, match="overlapping"):
            opened.open(opened.find(name))
    assert opened.open(opened.find("c")).read() == b"z" * 500


def test_bytes_before_the_archive_do_not_matter(read_all: Callable) -> None:
    hashes, reasons = read_all(source(b"MZ" + bytes(1000) + zipped(("a", b"x"), ("b/c", b"y"))))
    assert (set(hashes), reasons) == ({"a", "b/c"}, {})


def test_an_archive_in_an_archive() -> None:
    outer = source(zipped(("dedans.zip", zipped(("a/b.txt", b"bonjour" * 1000)))))
    inner = open_zip(outer.open(outer.find("dedans.zip")), "dedans.zip")
    assert inner.open(inner.find("a/b.txt")).read() == b"bonjour" * 1000


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"PK\5\6" + bytes(10), zipped(("a", b"x" * 500))[:-30]])
def test_without_a_directory_it_is_refused(content: bytes) -> None:
    with pytest.raises(SourceRefusal, match="zip_damaged"):
        source(content)


def test_a_cut_directory_is_refused_and_a_short_count_is_said() -> None:
    content = bytearray(zipped(("a", b"x"), ("b", b"y")))
    end = content.index(b"PK\5\6")
    struct.pack_into("<I", content, end + 12, 1 << 31)
    with pytest.raises(SourceRefusal, match="zip_damaged"):
        source(bytes(content))
    content = bytearray(zipped(("a", b"x"), ("b", b"y")))
    struct.pack_into("<H", content, end + 10, 5)
    archive = source(bytes(content))
    assert {"zip_count_differs", "zip_directory_cut"} <= set(archive.warnings)
    assert [(item.path, item.why) for item in archive.walk() if isinstance(item, Unread)] == [
        ("", "damaged_directory")
    ]
    struct.pack_into("<H", content, end + 10, 1)  # every line is there all the same
    archive = source(bytes(content))
    assert "zip_count_differs" in archive.warnings
    assert not [item for item in archive.walk() if isinstance(item, Unread)]


@pytest.mark.parametrize("count", [1, 3])
def test_lines_after_a_broken_one_are_said(count: int, read_all: Callable) -> None:
    content = bytearray(zipped(("a", b"x"), ("b", b"y"), ("c", b"z")))
    second = content.index(b"PK\1\2", content.index(b"PK\1\2") + 4)
    content[second] = 0
    struct.pack_into("<H", content, content.index(b"PK\5\6") + 10, count)  # the count may agree
    archive = source(bytes(content))
    assert {"zip_count_differs", "zip_directory_cut"} <= set(archive.warnings)
    hashes, reasons = read_all(archive)
    assert (hashes.keys(), reasons) == ({"a"}, {"": "damaged_directory"})


def test_a_name_of_many_folders_stays_small() -> None:
    archive = source(zipped(*((f"{n}/" + "a/" * 30_000 + "f", b"x") for n in range(3))))
    found = list(archive.walk())
    assert {item.why for item in found if isinstance(item, Unread)} == {"too_deep"}
    assert len(found) < 70_000


SAMPLE = zipped(("a/b.txt", b"bonjour" * 200), ("c.bin", bytes(3000)), ("d", b""))


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12),
    kept=st.one_of(st.just(len(SAMPLE)), st.integers(0, len(SAMPLE))),
)
def test_a_damaged_archive_never_crashes(changes: list[tuple[int, int]], kept: int) -> None:
    content = bytearray(SAMPLE)
    for at, value in changes:
        content[at] = value
    try:
        archive = source(bytes(content[:kept]))
    except SourceRefusal:
        return
    for found in archive.walk():
        if isinstance(found, Entry) and found.kind is EntryKind.FILE:
            try:
                assert len(archive.open(found).read()) == found.size
            except Unreadable:
                continue

"""What Windows answers about a folder, from bytes laid out as it gives them."""

import errno
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.media.windows import listing as listing_windows
from toolkit.media.windows.listing import named, standing, streams, through, unsuited, why
from toolkit.records import Times

DIRECTORY, REPARSE, SPARSE, OFFLINE = 0x10, 0x400, 0x200, 0x1000
RECALL_ON_OPEN, RECALL_ON_DATA = 0x40000, 0x400000
SYMLINK, JUNCTION, CLOUD, WOF, DEDUP, UNIX_SOCKET, OTHER = (
    0xA000000C, 0xA0000003, 0x9000301A, 0x80000017, 0x80000013, 0x80000023, 0x80001234
)  # fmt: skip


def chained(rows: list[bytes]) -> bytes:
    """Lay out rows as Windows chains them: each begins with the way to the next, 0 for the last."""
    padded = [row + bytes(-len(row) % 8) for row in rows]
    last = len(rows) - 1
    return b"".join(struct.pack("<I", len(p) * (n < last)) + p[4:] for n, p in enumerate(padded))


def name_row(name: str, attributes: int = 0x20, size: int = 5, extended: int = 0, index: int = 7) -> bytes:
    raw = name.encode("utf-16-le", "surrogatepass")
    times = (0x01D0000000000000, 0, 0x01D0000000000001, 0x01D0000000000002)
    head = struct.pack("<II4Q2Q3I", 0, 0, *times, size, 4096, attributes, len(raw), extended)
    return head + struct.pack("<BB24sHQ", 0, 0, b"", 0, index) + raw


def stream_row(name: str, size: int) -> bytes:
    raw = name.encode("utf-16-le", "surrogatepass")
    return struct.pack("<IIQQ", 0, len(raw), size, 4096) + raw


def test_a_listing_is_read_with_its_odd_names() -> None:
    names = ["a", "\ud800x", "NUL", "point. ", "x" * 255]
    answer = chained([name_row(name) for name in [".", "..", *names]])
    found = list(named(answer + bytes(40)))
    assert [each.name for each in found] == names
    start = (0x01D0000000000000 - 116_444_736_000_000_000) * 100
    assert found[0].times == Times(start, start + 100, start + 200, None)
    assert (found[0].size, found[0].allocated, found[0].index, found[0].attributes) == (5, 4096, 7, 0x20)


def test_a_tag_is_one_only_on_a_reparse_point() -> None:
    rows = [name_row("a", 0x20, extended=90), name_row("b", REPARSE, extended=SYMLINK)]
    assert [each.tag for each in named(chained(rows))] == [0, SYMLINK]


def test_streams_are_named_without_their_type() -> None:
    rows = [("::$DATA", 3), (":Zone.Identifier:$DATA", 26), (":x:$BITMAP", 1), (":\ud800 .:$DATA", 0)]
    answer = chained([stream_row(*row) for row in rows])
    assert list(streams(answer)) == [("Zone.Identifier", 26, 4096), ("\ud800 .", 0, 4096)]
    assert list(streams(b"")) == list(streams(bytes(64))) == []


@given(st.binary(max_size=400), st.integers(0, 400))
def test_lying_answers_end_in_a_failure_never_in_a_crash(noise: bytes, at: int) -> None:
    sound = chained([name_row("a"), name_row("b" * 20), name_row("c")])
    for read, answer in [(named, noise), (streams, noise), (named, sound[:at]), (streams, sound[at:])]:
        with suppress(OSError):
            assert len(list(read(answer))) <= len(answer) // 24


def test_an_answer_that_turns_back_is_a_failure() -> None:
    looping = struct.pack("<I", 8) + name_row("a")[4:] + bytes(200)
    with pytest.raises(OSError, match="turns back"):
        list(named(looping))
    with pytest.raises(OSError, match="cut short"):
        listing_windows.held(bytes(51))


def test_what_a_handle_is_on() -> None:
    raw = struct.pack("<I3Q6I", 0x20, 11, 12, 13, 0xCAFE, 1, 2, 1, 3, 4)
    found = listing_windows.held(raw)
    assert (found.serial, found.size, found.index, found.created) == (
        0xCAFE,
        (1 << 32) + 2,
        (3 << 32) + 4,
        11,
    )


@pytest.mark.parametrize(
    ("attributes", "tag", "expected"),
    [
        (0x20, 0, ("file", "")),
        (DIRECTORY, 0, ("directory", "")),
        (REPARSE | DIRECTORY, JUNCTION, ("link", "")),
        (REPARSE, SYMLINK, ("link", "")),
        (REPARSE | DIRECTORY, 0, ("link", "")),  # what is not told is not followed
        (REPARSE, UNIX_SOCKET, ("special", "")),
        (REPARSE, CLOUD, ("file", "")),  # already brought down
        (REPARSE | OFFLINE, CLOUD, ("file", "cloud_only")),
        (REPARSE | DIRECTORY, CLOUD, ("directory", "")),
        (REPARSE | DIRECTORY | RECALL_ON_DATA, CLOUD, ("directory", "cloud_only")),
        (DIRECTORY | RECALL_ON_OPEN, 0, ("directory", "cloud_only")),
        (DIRECTORY | OFFLINE, 0, ("directory", "")),
        (RECALL_ON_DATA, 0, ("file", "cloud_only")),
        (RECALL_ON_OPEN, 0, ("file", "cloud_only")),
        (OFFLINE, 0, ("file", "cloud_only")),
        (REPARSE, WOF, ("file", "")),
        (REPARSE | RECALL_ON_DATA, DEDUP, ("file", "cloud_only")),
        (REPARSE, OTHER, ("file", "")),
        (REPARSE | SPARSE, OTHER, ("file", "reparse_data")),
    ],
)
def test_what_is_read_what_is_a_link_and_what_would_be_downloaded(
    attributes: int, tag: int, expected: tuple[str, str]
) -> None:
    kind, reason = standing(attributes, tag, 10, 16)
    assert (kind.value, reason) == expected


def test_holes_filters_and_names_that_cannot_stand_in_a_path() -> None:
    assert standing(SPARSE, 0, 8 << 40, 0)[1] == "implausible_size"
    assert standing(SPARSE, 0, 8 << 40, 8 << 40)[1] == ""
    assert [through(REPARSE, tag) for tag in (DEDUP, WOF, CLOUD, SYMLINK)] == [True, True, False, False]
    assert not through(0, WOF)
    bad = ["a:b", "a\\b", "a/b", "a\0", "..", ""]
    assert [name for name in [*bad, "CON", "a. ", "*"] if unsuited(name)] == bad


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *((number, "cloud_only") for number in (362, 388, 395, 404, 4350)),
        *((2, "vanished"), (5, "denied"), (32, "locked"), (33, "locked"), (123, "hostile_name")),
        *((225, "antivirus"), (226, "antivirus"), (1920, "reparse_data"), (6002, "efs")),
        *((21, "io_error"), (1117, "io_error"), (0, "io_error"), (-0x7FCF0000, "bitlocker")),
    ],
)
def test_what_windows_refuses_is_told_apart(number: int, code: str) -> None:
    error = OSError(errno.EINVAL, "refused")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    assert why(error) == code
    assert why(ValueError("nul")) == "hostile_name"

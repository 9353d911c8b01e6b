"""Transaction logs of hives: replayed in memory, in part, or not, and the reason said."""

import hashlib
import lzma
import struct
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.hive import Key, hive, sz
from demo.builder.registry_log import dirty, dirty_old
from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.registry import Hive, open_hive
from toolkit.media.registry import log as registry_log
from toolkit.records import Entry, Unread

WHEN = 1_700_000_000_000_000_000
LIMIT = 1 << 24
REAL = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "hives"


def made(count: int, text: str, when: int = WHEN) -> bytes:
    return hive(
        Key({"v": sz(text)}, {f"k{n}": Key({"n": sz(text * n)}) for n in range(count)}),
        name="S",
        written=when,
    )


BEFORE, AFTER = made(20, "avant"), made(120, "après")
HIVE, LOG1, LOG2 = dirty(BEFORE, AFTER)


def laid(folder: Path, data: bytes, **logs: bytes) -> tuple[Hive, list[Unread]]:
    (folder / "SYSTEM").write_bytes(data)
    for name, log in logs.items():
        (folder / f"SYSTEM.{name}").write_bytes(log)
    failures: list[Unread] = []
    return open_hive(FolderSource("x", folder), "SYSTEM", failures=failures), failures


def whole(opened: Hive) -> dict[str, dict[str, object]]:
    return {key.path: dict(key.values()) for key in opened.root.walk()}


def told(failures: list[Unread]) -> list[tuple[str, str]]:
    return [(one.why, one.detail) for one in failures]


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_the_writer_makes_what_the_reader_must_change(tmp_path: Path) -> None:
    assert len(AFTER) > len(BEFORE)
    assert whole(laid(tmp_path, BEFORE)[0])[""] == {"v": "avant"}


def test_both_logs_are_replayed_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    opened, failures = laid(tmp_path, HIVE, LOG1=LOG2, LOG2=LOG1)
    assert told(failures) == told(opened.standing) == [("registry_log_replayed", "2")]
    found = whole(opened)
    (tmp_path / "clean").mkdir()
    assert found == whole(laid(tmp_path / "clean", AFTER)[0])
    assert (found[""], len(found)) == ({"v": "après"}, 121)


def test_nothing_is_written(tmp_path: Path) -> None:
    whole(laid(tmp_path, HIVE, LOG1=LOG1, LOG2=LOG2)[0])
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "SYSTEM": HIVE, "SYSTEM.LOG1": LOG1, "SYSTEM.LOG2": LOG2,
    }  # fmt: skip


def test_a_closed_hive_leaves_its_logs_alone(tmp_path: Path) -> None:
    opened, failures = laid(tmp_path, BEFORE, LOG1=LOG1, LOG2=LOG2)
    assert (opened.root.get("v"), failures) == ("avant", [])


def test_the_old_format_is_replayed(tmp_path: Path) -> None:
    left, log = dirty_old(BEFORE, made(120, "après", WHEN + 10**9))
    opened, failures = laid(tmp_path, left, LOG1=log, LOG2=b"")
    assert [one.why for one in failures] == ["registry_log_replayed"]
    assert (opened.root.get("v"), len(whole(opened)), opened.written_ns) == ("après", 121, WHEN + 10**9)


def test_an_old_log_of_another_moment_is_left(tmp_path: Path) -> None:
    left, _ = dirty_old(BEFORE, AFTER)
    _, other = dirty_old(BEFORE, made(120, "après", WHEN + 10**9))
    opened, failures = laid(tmp_path, left, LOG1=other)
    assert told(failures) == [("registry_log_outdated", "")]
    assert opened.root.get("v") == "avant"


def test_an_old_log_cut_short_is_replayed_in_part() -> None:
    left, log = dirty_old(BEFORE, AFTER)
    found = registry_log.replay(left[:512], len(left), [log[:-512]], LIMIT)
    assert (found.why, found.size) == ("registry_log_partly_replayed", len(AFTER))
    assert found.entries == registry_log.replay(left[:512], len(left), [log], LIMIT).entries - 1


@pytest.mark.parametrize(
    ("logs", "why", "entries"),
    [
        ([], "registry_log_absent", 0),
        ([b"regf"], "registry_log_damaged", 0),
        ([LOG1], "registry_log_replayed", 1),
        ([LOG1, damaged(LOG2, 512 + 36)], "registry_log_partly_replayed", 1),  # hash of the entry's head
        ([LOG1, damaged(LOG2, 4000)], "registry_log_partly_replayed", 1),  # hash of its pages
        ([LOG1, LOG2[:-512]], "registry_log_partly_replayed", 1),
        ([damaged(LOG1, 4000), LOG2], "registry_log_damaged", 0),
        ([damaged(LOG1, 20), damaged(LOG2, 20)], "registry_log_damaged", 0),
        ([LOG1, dirty(BEFORE, AFTER, sequence=20)[2]], "registry_log_partly_replayed", 1),  # a gap of numbers
        ([dirty(BEFORE, AFTER, sequence=3)[1]], "registry_log_outdated", 0),
        ([dirty(BEFORE, AFTER, sequence=20)[1]], "registry_log_replayed", 1),  # a gap before the first
        ([damaged(LOG1, 20), LOG2], "registry_log_partly_replayed", 1),  # a gap the other log may have filled
    ],
)
def test_what_the_logs_allow(logs: list[bytes], why: str, entries: int) -> None:
    found = registry_log.replay(HIVE[:512], len(HIVE), logs, LIMIT)
    assert (found.why, found.entries, bool(found.sheets)) == (why, entries, entries > 0)


def test_pages_beyond_the_limit_are_refused() -> None:
    assert registry_log.replay(HIVE[:512], len(HIVE), [LOG1, LOG2], 4096).why == "registry_log_damaged"


def test_a_damaged_first_block_comes_back_from_the_latest_log(tmp_path: Path) -> None:
    hidden = bytes(512) + AFTER[512:]
    opened, failures = laid(tmp_path, hidden, LOG1=LOG1, LOG2=LOG2)
    assert told(failures) == [("registry_log_replayed", "1")]
    assert opened.root.get("v") == "après"


def test_a_sum_that_is_wrong_makes_a_hive_dirty(tmp_path: Path) -> None:
    opened, failures = laid(tmp_path, damaged(BEFORE, 508))
    assert (told(failures), opened.root.get("v")) == ([("registry_log_absent", "")], "avant")


def test_a_replay_that_would_make_the_hive_unreadable_is_not_kept(tmp_path: Path) -> None:
    opened, failures = laid(tmp_path, HIVE, LOG1=LOG1)  # without the second log, which holds the keys' list
    assert told(failures) == [("registry_log_not_replayed", "")]
    assert (opened.root.get("v"), len(whole(opened))) == ("avant", 21)


def test_a_log_the_medium_will_not_give_is_said(tmp_path: Path) -> None:
    class Failing(FolderSource):
        def open(self, entry: Entry) -> BinaryIO:
            if entry.name.endswith("LOG1"):
                raise Unreadable("io_error")
            return super().open(entry)

    (tmp_path / "SYSTEM").write_bytes(HIVE)
    (tmp_path / "SYSTEM.LOG1").write_bytes(LOG1)
    failures: list[Unread] = []
    opened = open_hive(Failing("x", tmp_path), "SYSTEM", failures=failures)
    assert (told(failures), opened.root.get("v")) == ([("registry_log_not_read", "io_error")], "avant")


def test_the_hash_is_that_of_windows() -> None:
    # The head of an entry written by Windows 10, and the hash that follows it there.
    head = struct.pack("<4sIIIII", b"HvLE", 15872, 0, 287, 2_830_336, 3) + bytes.fromhex("79ec51cdcf8932ef")
    assert registry_log.marvin(head).hex() == "355e27a94d6c65ed"
    lengths = {registry_log.marvin(bytes(65_536 + extra)) for extra in range(-5, 6)}
    assert len(lengths) == 11


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(LOG1) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8
    ),
    st.integers(0, len(LOG1)),
)
def test_changed_logs_never_break(changes: list[tuple[int, bytes]], size: int) -> None:
    log = bytearray(LOG1)
    for place, new in changes:
        log[place : place + len(new)] = new
    found = registry_log.replay(HIVE[:512], len(HIVE), [bytes(log[:size]), LOG2], LIMIT)
    assert found.why.startswith("registry_log_")
    assert found.size <= LIMIT + 4096
    assert all(len(sheet) == 512 for sheet in found.sheets.values())


# The bins after another reader's replay (regipy 6.5.0, given the logs in the order of their numbers).
@pytest.mark.skipif(not REAL.is_dir(), reason="the real hives are not on this machine")
@pytest.mark.parametrize(
    ("name", "logs", "entries", "digest"),
    [
        (
            "SYSTEM_B",
            ("SYSTEM_B.LOG1", "SYSTEM_B.LOG2"),
            24,
            "18df453410086f0eee8ed7161a9e8f63b2977225aab5d30e5894eda30e0d882d",
        ),
        (
            "UsrClass.dat",
            ("UsrClass.dat.LOG1", "UsrClass.dat.LOG2"),
            14,
            "626a7efd1aa13e972f3cdfbec128a3a0730c3945fb05ab96e2b84ce3cce63256",
        ),
        (
            "transactions_NTUSER.DAT",
            ("transactions_ntuser.dat.log1", "transactions_ntuser.dat.log2"),
            23,
            "2414c9b55b5011712c0cc83b0dd9f880304a53d79a06e9fb84ad2cf5be2e6531",
        ),
    ],
)
def test_real_logs_give_what_another_reader_gives(
    name: str, logs: tuple[str, ...], entries: int, digest: str
) -> None:
    data, *given_logs = (lzma.decompress((REAL / f"{one}.xz").read_bytes()) for one in (name, *logs))
    found = registry_log.replay(data[:512], len(data), given_logs, 1 << 29)
    patched = bytearray(data.ljust(found.size, b"\0"))
    for number, sheet in found.sheets.items():
        patched[number * 512 : number * 512 + 512] = sheet
    assert (found.why, found.entries) == ("registry_log_replayed", entries)
    assert hashlib.sha256(patched[4096:]).hexdigest() == digest

"""Macrium X images written by a small writer of ours after the published layout, whole and damaged."""

import hashlib
import json
import struct

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.forms import laid
from toolkit.backup.forms import macrium as form
from toolkit.backup.forms.form import Found, Place, State

ID = "1C8DC1C0F5FA2A9F"
NAME = f"{ID}-00-00.mrimgx"
BLOCKS = (b"first block " * 100, b"second block " * 200, b"third " * 300)


def described(name: bytes, body: bytes, *, last: bool = True, flags: int = 0) -> bytes:
    digest = hashlib.md5(body, usedforsecurity=False).digest()
    return struct.pack("<8sI16sB3x", name, len(body), digest, flags | last) + body


def image(
    blocks: tuple[bytes, ...] = BLOCKS, packed: bool = True, extra: tuple[int, ...] = (), **header: object
) -> bytes:
    """Return an image of one disk with one partition; `extra` are numbers of files that hold more blocks."""
    number = header.get("file_number", 0)
    delta = header.get("delta_index") is True
    out, rows = b"", []
    for at, block in enumerate(blocks):
        stored = zstd.compress(block) if packed else block
        rows.append((len(out), hashlib.md5(block, usedforsecurity=False).digest(), len(stored), number, at))
        out += stored
    rows += [(0, bytes(16), 10, other, 100 + other) for other in extra]
    body = struct.pack("<II", 0, len(rows))
    for *row, at in rows:
        body += struct.pack("<q16sIH", *row) + (struct.pack("<I", at) if delta else b"")
    start = len(out)
    out += described(b"$TRACK0 ", bytes(512))
    out += described(b"$BITMAP ", b"map", last=False) + described(b"$INDEX  ", body)
    told = {
        "_header": {
            "imageid": ID, "file_number": 0, "index_file_position": start, "delta_index": False,
            "split_file": False, "backup_time": 1_791_626_400, "backup_type": "full", "merged_files": [],
            **header,
        },
        "_compression": {"compression_level": "medium" if packed else "none"},
        "_encryption": {"enable": False},
        "disks": [{"partitions": [{}]}],
    }  # fmt: skip
    foot = struct.pack("<Q", len(out)) + b"MACRIUM_FILE"
    return out + described(b"$JSON   ", zstd.compress(json.dumps(told).encode()), flags=2) + foot


def found(files: dict[str, bytes], name: str = NAME) -> Found | None:
    where = laid.place(files)
    return form.read(Place(where.source, "", f"{laid.PLACE}/{name}"), ())


def codes(files: dict[str, bytes], name: str = NAME) -> list[str]:
    made = found(files, name)
    return ["none"] if made is None else [str(one["code"]) for one in made.faults]


@pytest.mark.parametrize("packed", [True, False])
def test_an_image_is_read_to_the_sum_of_its_last_block(packed: bool) -> None:
    made = found({NAME: image(packed=packed)})
    assert made is not None
    assert (made.form, made.state, made.faults) == ("macrium_x", State.STRUCTURE, ())
    assert (made.about["pieces"], made.about["made_ns"]) == (3, 1_791_626_400 * 10**9)


@pytest.mark.parametrize("packed", [True, False])
def test_one_bit_in_any_block_is_told(packed: bool) -> None:
    sound = image(packed=packed)
    stored = [len(zstd.compress(one)) if packed else len(one) for one in BLOCKS]
    for at in (0, stored[0] + 9, sum(stored) - 1):
        changed = sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :]
        assert codes({NAME: changed}) == ["fault_block_changed"]


def test_a_bit_in_the_description_is_told() -> None:
    sound = image()
    at = sound.rindex(b"$JSON   ") + 40
    changed = sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :]
    assert codes({NAME: changed}) == ["fault_description_unread"]


def test_what_has_lost_its_end_is_cut_where_something_else_tells_what_it_is() -> None:
    assert codes({NAME: image()[:-30]}) == ["fault_cut"]
    assert codes({NAME: image(packed=False)[:-30]}) == ["none"]
    assert codes({NAME: b""}) == ["fault_cut"]
    assert codes({NAME: bytes(100_000)}) == ["fault_zeros"]


def test_a_file_of_the_set_that_is_missing_is_named() -> None:
    second = image(extra=(1, 3), file_number=4, backup_type="diff")
    name = f"{ID}-04-04.mrimgx"
    near = {name: second, NAME: image(), f"{ID}-03-03.mrimgx": image(file_number=3)}
    made = found(near, name)
    assert made is not None
    assert [one["name"] for one in made.faults] == [f"{ID}-01-01.mrimgx"]
    near[NAME] = image(merged_files=[1])
    assert codes(near, name) == []


def test_an_increment_needs_the_full_image_and_all_before_it() -> None:
    name = f"{ID}-02-02.mrimgx"
    last = image(file_number=2, delta_index=True, backup_type="inc")
    first = image(file_number=1, delta_index=True, backup_type="inc")
    whole = {name: last, f"{ID}-01-01.mrimgx": first, NAME: image()}
    assert codes(whole, name) == []
    made = found({name: last, NAME: image()}, name)
    assert made is not None
    assert [one["name"] for one in made.faults] == [f"{ID}-01-01.mrimgx"]
    assert codes({name: last, f"{ID}-01-01.mrimgx": first}, name) == ["fault_link_missing"]


def test_blocks_told_over_and_over_are_no_trap() -> None:
    block = zstd.compress(bytes(60_000_000))
    rows = struct.pack("<II", 0, 100_000) + struct.pack("<q16sIH", 0, bytes(16), len(block), 0) * 100_000
    sound = image(blocks=())
    start = len(block)
    body = described(b"$TRACK0 ", bytes(8)) + described(b"$INDEX  ", rows)
    told = {
        "_header": {"file_number": 0, "index_file_position": start},
        "disks": [{"partitions": [{}] * 900}],
    }
    told["_compression"] = {"compression_level": "high"}
    first = struct.pack("<Q", start + len(body)) + b"MACRIUM_FILE"
    made = codes({NAME: block + body + described(b"$JSON   ", json.dumps(told).encode()) + first})
    assert "fault_bomb" in made
    assert sound


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_images_never_escape(data: st.DataObject) -> None:
    content = bytearray(image())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    keep = data.draw(st.integers(0, len(content)))
    made = found(
        {NAME: bytes(content[keep:] if data.draw(st.booleans()) else content[:keep] + content[-20:])}
    )
    assert made is None or isinstance(made, Found)

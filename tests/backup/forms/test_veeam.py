"""Veeam files laid as public descriptions say: chains told by their list, cuts by a slot of a right sum."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.forms import laid
from toolkit.backup.forms import veeam as form
from toolkit.backup.forms.form import Found, Place, State

FULL = "Cabinet2026-10-09T220000.vbk"
STEP = "Cabinet2026-10-10T220000.vib"
LIST = "Cabinet.vbm"
MOST = 0xF8
LENGTH = ((MOST * 16 + 120) & ~0xFFF) + 4096


def crc(content: bytes) -> int:
    """CRC-32C bit by bit, as RFC 3720 defines it: another way than the one that is tested."""
    running = 0xFFFFFFFF
    for byte in content:
        running ^= byte
        for _ in range(8):
            running = (running >> 1) ^ (0x82F63B78 if running & 1 else 0)
    return running ^ 0xFFFFFFFF


def slot(size: int, banks: list[tuple[int, int]]) -> bytes:
    body = struct.pack("<I", 1) + struct.pack("<QQ", 7, size) + bytes(0x50)
    body = body.ljust(0x64, b"\0") + struct.pack("<II", MOST, len(banks))
    body += b"".join(struct.pack("<IqI", 9, at, length) for at, length in banks)
    body = body.ljust(LENGTH - 4, b"\0")
    return struct.pack("<I", crc(body)) + body


def storage(size: int = 60_000) -> bytes:
    head = struct.pack("<III", 13, 1, 3) + b"md5"
    head = head.ljust(0x107, b"\0") + struct.pack("<III", 0, 1 << 20, 3)
    slots = slot(size, [(30_000, 8192)]) + slot(size, [(40_000, 8192)])
    return (head.ljust(4096, b"\0") + slots).ljust(size, b"\x5a")


def listed(*names: str) -> bytes:
    rows = "".join(f'<Storage Id="1" FilePath="D:\\S\\{name}" CreationTime="x" />' for name in names)
    return (
        f'<?xml version="1.0"?><BackupMeta><Backup JobName="Cabinet" /><BackupMetaInfo><Storages>{rows}'
        "</Storages></BackupMetaInfo></BackupMeta>"
    ).encode()


def found(files: dict[str, bytes], name: str) -> Found | None:
    return form.read(Place(laid.place(files).source, "", f"{laid.PLACE}/{name}"), ())


def codes(files: dict[str, bytes], name: str) -> list[str]:
    made = found(files, name)
    return ["none"] if made is None else [str(one["code"]) for one in made.faults]


def test_a_whole_chain_is_recognised_and_dated_without_a_fault() -> None:
    chain = {FULL: storage(), STEP: storage(), LIST: listed(FULL, STEP)}
    for name in chain:
        made = found(chain, name)
        assert made is not None
        assert (made.form, made.state, made.faults) == ("veeam", State.STRUCTURE, ())
    made = found(chain, FULL)
    assert made is not None
    assert (made.about["made_ns"], made.about["slots"]) == (1_791_583_200 * 10**9, 2)


def test_a_link_that_is_missing_is_named() -> None:
    made = found({STEP: storage(), LIST: listed("Été &amp; Cie.vbk", STEP)}, LIST)
    assert made is not None
    assert [(one["code"], one["name"]) for one in made.faults] == [("fault_link_missing", "Été & Cie.vbk")]
    assert codes({STEP: storage()}, STEP) == ["fault_link_missing"]
    assert codes({STEP: storage(), FULL: storage()}, STEP) == []


def test_cuts_are_told() -> None:
    assert codes({FULL: storage()[:50_000]}, FULL) == ["fault_cut"]
    assert codes({FULL: b""}, FULL) == ["fault_cut"]
    assert codes({FULL: bytes(90_000)}, FULL) == ["fault_zeros"]
    assert codes({FULL: storage() + bytes(70_000)}, FULL) == ["fault_zeros"]
    assert codes({LIST: listed(FULL)[:150], FULL: storage()}, LIST) == ["fault_cut"]


def test_nothing_is_said_of_a_slot_whose_sum_is_wrong() -> None:
    whole = bytearray(storage())
    whole[5000] ^= 1
    whole[5000 + LENGTH] ^= 1
    made = found({FULL: bytes(whole[:50_000])}, FULL)
    assert made is not None
    assert (made.state, made.faults) == (State.OPAQUE, ())


def test_what_only_has_the_name_is_left_alone() -> None:
    assert codes({FULL: bytes(range(256)) * 300}, FULL) == ["none"]
    assert codes({LIST: bytes(range(256)) * 300}, LIST) == ["none"]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_files_never_escape(data: st.DataObject) -> None:
    name, content = data.draw(st.sampled_from([(FULL, storage()), (LIST, listed(FULL, STEP))]))
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(0, 5))):
        changed[data.draw(st.integers(0, min(9000, len(changed) - 1)))] = data.draw(st.integers(0, 255))
    made = found({name: bytes(changed[: data.draw(st.integers(0, len(changed)))])}, name)
    assert made is None or isinstance(made, Found)

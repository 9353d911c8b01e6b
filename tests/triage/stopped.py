"""Disks whose Windows was put out in every way: real hives and volumes, made byte by byte."""

import struct
from collections.abc import Mapping
from uuid import UUID

from demo.builder import ntfs, partition
from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, binary, dword, filetime, hive, key, merge, sz
from demo.builder.registry_log import dirty as left_open
from demo.builder.tree import Node
from tests.media import bitlocker_builder as bitlocker
from toolkit.records import Times
from toolkit.triage.machine import CONFIG

WHEN = 1_790_000_000_000_000_000
MINUTE = 60 * 1_000_000_000
ASLEEP = b"HIBR" + bytes(8188)
LOGS = "Windows/System32/winevt/Logs"
_MIB, _CLUSTER, _RECORD = 1 << 20, 4096, 1024
_TIMES = Times(WHEN, WHEN, WHEN, WHEN)
_TAIL = 6 * bitlocker.BLOCK  # bytes BitLocker needs free at the end


def system(*, fast: int | None = None, computer: str = "POSTE-1", note: str = "avant") -> bytes:
    """Return a hive SYSTEM; `fast` is HiberbootEnabled."""
    control = r"ControlSet001\Control"
    parts = [
        key(rf"{control}\ComputerName\ComputerName", Key({"ComputerName": sz(computer)})),
        key(rf"{control}\Windows", Key({"ShutdownTime": binary(struct.pack("<Q", filetime(WHEN)))})),
        key("Select", Key({"Current": dword(1)})),
        key("Essai", Key({"note": sz(note)})),
    ]
    if fast is not None:
        parts.append(key(rf"{control}\Session Manager\Power", Key({"HiberbootEnabled": dword(fast)})))
    return hive(merge(*parts), name="SYSTEM", written=WHEN)


def software() -> bytes:
    told = {"ProductName": sz("Windows 10 Pro"), "DisplayVersion": sz("22H2"), "CurrentBuild": sz("19045")}
    return hive(key(r"Microsoft\Windows NT\CurrentVersion", Key(told)), name="SOFTWARE", written=WHEN)


def said(*told: tuple[str, int, int]) -> bytes:
    """Return a System log of (provider, event, minutes after WHEN)."""
    return log([LogEvent(who, number, WHEN + at * MINUTE, "System") for who, number, at in told])


def files(
    hiberfil: bytes | None = None,
    *,
    fast: int | None = None,
    events: bytes | None = None,
    closed: bool = True,
) -> dict[str, bytes]:
    """Return the files of a small Windows; without `closed`, SYSTEM stands as a power cut leaves it."""
    found = {f"{CONFIG}/SOFTWARE": software(), f"{CONFIG}/SYSTEM": system(fast=fast)}
    if not closed:
        lies, *logs = left_open(system(fast=fast), system(fast=fast, note="après"))
        found[f"{CONFIG}/SYSTEM"] = lies
        found |= {f"{CONFIG}/SYSTEM.LOG{number}": one for number, one in enumerate(logs, 1)}
    if hiberfil is not None:
        found["hiberfil.sys"] = hiberfil
    if events is not None:
        found[f"{LOGS}/System.evtx"] = events
    return found


def volume(held: Mapping[str, bytes], *, marked: bool = False, folders: tuple[str, ...] = ()) -> bytes:
    """Return an NTFS volume of these files; `marked` sets the flag that it was not put away."""
    nodes = [Node(path, data, times=_TIMES) for path, data in held.items()]
    nodes += [Node(path, directory=True, times=_TIMES) for path in folders]
    whole = bytearray(ntfs.volume(nodes, size=16 * _MIB, label="CABINET", serial=7))
    if marked:
        whole[_flags(whole)] |= 1
    return bytes(whole)


def damaged_flag(whole: bytes) -> bytes:
    """Return a volume whose record $Volume cannot be read."""
    content = bytearray(whole)
    at = _volume_record(content)
    content[at : at + 4] = b"BAAD"
    return bytes(content)


def locked(whole: bytes, *locks: bitlocker.Lock) -> bytes:
    return bitlocker.sealed(whole, locks or [bitlocker.recovery()])


def disk(*volumes: bytes) -> bytes:
    return partition.gpt([(partition.BASIC_DATA, one) for one in volumes], disk_id=UUID(int=9))


def _volume_record(whole: bytes | bytearray) -> int:
    (first,) = struct.unpack_from("<Q", whole, 48)
    return int(first) * _CLUSTER + 3 * _RECORD


def _flags(whole: bytes | bytearray) -> int:
    told = whole.index(struct.pack("<I", 0x70), _volume_record(whole))
    (place,) = struct.unpack_from("<H", whole, told + 20)
    return int(told + place + 10)

r"""What the demonstration machine remembers of the programs that ran: BAM, ShimCache, UserAssist, Amcache.

Forms as forensic references give them for Windows 10: bam\State\UserSettings, AppCompatCache with entries
"10ts", UserAssist of 72 bytes with ROT13 names, InventoryApplicationFile of Amcache.hve.
"""

import codecs
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from hashlib import sha1

from demo.builder import story
from demo.builder.hive import Key, binary, dword, filetime, hive, key, qword, sz
from demo.builder.hives_sam import SID
from demo.builder.tree import Node
from toolkit.records import Times

_sha1 = partial(sha1, usedforsecurity=False)  # what Windows keeps there
AMCACHE = "Windows/appcompat/Programs/Amcache.hve"
_DEVICE = r"\Device\HarddiskVolume2"
_SYSTEM = "S-1-5-18"
_BAM = r"ControlSet001\Services\bam\State\UserSettings"
_LOGOSW, _CMD = r"\Program Files\LOGOSw\LOGOSw.exe", r"\Windows\System32\cmd.exe"
_VSSADMIN, _WBADMIN = r"\Windows\System32\vssadmin.exe", r"\Windows\System32\wbadmin.exe"
_LOCKER = r"\Users\Public\svc_maj.exe"
# Whose, and which program when last; that of the attack is in `last_run`, written a moment before the end.
_RAN: Mapping[str, tuple[tuple[str, int], ...]] = {
    f"{SID}-1001": ((r"\Windows\explorer.exe", story.at(10, 34)), (_LOGOSW, story.at(10, 31, 40))),
    f"{SID}-1002": ((_LOGOSW, story.at(16, 58, day=9)),),
    f"{SID}-{story.RID}": (
        (_CMD, story.RECOVERY_OFF),
        (_VSSADMIN, story.SHADOWS_GONE),
        (_WBADMIN, story.CATALOGUE_GONE),
    ),
    _SYSTEM: ((r"\Windows\System32\svchost.exe", story.at(19, 3)),),
}
# As the cache was when Windows last started: the newest first.
_SEEN = (
    r"C:\Program Files\LOGOSw\LOGOSw.exe",
    r"C:\Program Files (x86)\AnyDesk\AnyDesk.exe",
    r"C:\Program Files\Sirona\Sidexis4\Sidexis4.exe",
    r"C:\Windows\explorer.exe",
    r"C:\Windows\System32\cmd.exe",
)
_USER_ASSIST = r"Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist"
_PROGRAMS_RUN = "{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}"
_PROGRAM_FILES, _SYSTEM32 = "{6D809377-6AF0-444B-8957-A3773F02200E}", "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}"
# Whose, program, runs, milliseconds in front, when last.
_OPENED = (
    (story.DOCTOR, rf"{_PROGRAM_FILES}\LOGOSw\LOGOSw.exe", 1204, 903_214_000, story.at(8, 0, 12)),
    (story.DOCTOR, rf"{_PROGRAM_FILES}\Sirona\Sidexis4\Sidexis4.exe", 640, 188_020_000, story.at(8, 41, 3)),
    ("Accueil", rf"{_PROGRAM_FILES}\LOGOSw\LOGOSw.exe", 1377, 1_202_551_000, story.at(6, 44, 9, day=9)),
    (story.INTRUDER, rf"{_SYSTEM32}\cmd.exe", 3, 412_000, story.at(0, 12, 57, day=11)),
    (story.INTRUDER, rf"{_SYSTEM32}\taskschd.msc", 1, 63_000, story.at(21, 55, 49)),
)


def on_system(*, last_run: bool = True) -> Iterator[Key]:
    """Yield what SYSTEM keeps; `last_run` is the entry that only the transaction log holds."""
    for sid, programs in _RAN.items():
        listed = {_DEVICE + path: binary(_moderated(when)) for path, when in programs}
        if sid == _SYSTEM and last_run:
            listed[_DEVICE + _LOCKER] = binary(_moderated(story.RUN))
        values = {"Version": dword(1), "SequenceNumber": dword(len(listed)), **listed}
        yield key(rf"{_BAM}\{sid}", Key(values, written=max(when for _, when in programs)))


def _moderated(when: int) -> bytes:
    return struct.pack("<QQII", filetime(when), 0, 0, 2)


def shimcache(nodes: Iterable[Node]) -> Key:
    """Return the key of the compatibility cache, each program with the date its file has."""
    dates = {node.path: node.times.modified or 0 for node in nodes}
    body = bytearray(struct.pack("<I", 0x34).ljust(0x34, b"\0"))
    for image in _SEEN:
        path = image.encode("utf-16-le")
        when = dates[image[3:].replace("\\", "/")]
        part = struct.pack("<H", len(path)) + path + struct.pack("<QI", filetime(when), 0)
        body += b"10ts" + struct.pack("<II", zlib.crc32(part), len(part)) + part
    cache = Key({"AppCompatCache": binary(bytes(body))}, written=story.CLOSED_FRIDAY)
    return key(r"ControlSet001\Control\Session Manager\AppCompatCache", cache)


def user_assist(user: str) -> Key:
    """Return what one user opened from the shell."""
    values = {
        codecs.encode(image, "rot13"): binary(_opened(runs, shown, when))
        for who, image, runs, shown, when in _OPENED
        if who == user
    }
    top = Key({"Version": dword(5)}, {"Count": Key(values)})
    return key(rf"{_USER_ASSIST}\{_PROGRAMS_RUN}", top)


def _opened(runs: int, shown: int, when: int) -> bytes:
    head = struct.pack("<IIII", 0, runs, runs, shown)
    return head + struct.pack("<10f", *[-1.0] * 10) + struct.pack("<IQI", 0xFFFF_FFFF, filetime(when), 0)


def amcache(nodes: Iterable[Node], installed: int) -> Node:
    """Return the hive of the programs Windows took stock of; the SHA-1 are those of the files."""
    programs = [node for node in nodes if node.path.endswith(".exe") and not node.path.startswith("Users/A")]
    listed = {_entry_name(node): _entry(node) for node in programs}
    top = key(r"Root\InventoryApplicationFile", Key(keys=listed, written=story.RUN + 40 * 10**9))
    data = hive(top, name=r"\Windows\AppCompat\Programs\Amcache.hve", written=story.STOPPED)
    return Node(AMCACHE, data, times=Times(installed, story.STOPPED, story.STOPPED, story.STOPPED))


def _entry_name(node: Node) -> str:
    name = node.path.rpartition("/")[2].lower()
    return f"{name[:16]}|{_sha1(node.path.lower().encode('utf-8', 'replace')).hexdigest()[:16]}"


def _entry(node: Node) -> Key:
    path = "c:\\" + node.path.replace("/", "\\").lower()
    stamp = struct.unpack_from("<I", node.data, 0x88)[0] if node.data[:2] == b"MZ" else 0
    linked = datetime.fromtimestamp(stamp, UTC)
    windows = node.path.startswith("Windows/")
    values = {
        "ProgramId": sz("0000" + _sha1(path.encode()).hexdigest()[:40]),
        "FileId": sz("0000" + _sha1(node.data).hexdigest()),
        "LowerCaseLongPath": sz(path),
        "Name": sz(node.path.rpartition("/")[2]),
        "Publisher": sz("éditeur de démonstration" if not windows else "microsoft corporation"),
        "LinkDate": sz(f"{linked:%m/%d/%Y %H:%M:%S}"),
        "BinaryType": sz("pe64_amd64"),
        "Size": qword(len(node.data)),
        "IsOsComponent": dword(int(windows)),
    }
    if node.path.startswith("Users/Public/"):
        del values["Publisher"]
        return Key(values, written=story.RUN + 3 * 10**9)
    return Key(values, written=max(node.times.modified or 0, story.day(2023, 11, 15, 2, 10)))

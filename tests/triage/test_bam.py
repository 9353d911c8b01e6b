"""The last run of each user's programs."""

import struct
from typing import Any

from demo.builder.hive import Key, binary, dword, filetime, key, merge, sz
from toolkit.triage import bam

WHEN = 1_790_000_000_000_000_000
SID, OTHER = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
LOCKER = r"\Device\HarddiskVolume3\Users\Public\svc_maj.exe"
CHROME = r"\Device\HarddiskVolume3\Program Files\Chrome\chrome.exe"


def place(below: str, sid: str, image: str, when: int) -> Key:
    data = binary(struct.pack("<Q", filetime(when) if when else 0) + bytes(16))
    values = {"Version": dword(1), "SequenceNumber": dword(9), image: data}
    return key(rf"ControlSet001\Services\{below}\{sid}", Key(values))


def test_both_places_are_joined_and_the_last_run_kept(make: Any) -> None:
    system = merge(
        place(r"bam\State\UserSettings", SID, LOCKER, WHEN),
        place(r"bam\UserSettings", SID, LOCKER, WHEN - 10**9),
        place(r"bam\UserSettings", OTHER, CHROME, WHEN - 10**12),
        place(r"dam\State\UserSettings", OTHER, LOCKER, 0),
    )  # fmt: skip
    profiles = Key(keys={SID: Key({"ProfileImagePath": sz(r"C:\Users\support$")})})
    software = key(r"Microsoft\Windows NT\CurrentVersion\ProfileList", profiles)
    assert list(bam.collect(make(SYSTEM=system, SOFTWARE=software))) == [
        {"image": LOCKER, "user": "support$", "last_run_ns": WHEN, "flags": ["in_public_folder"]},
        {"image": CHROME, "user": OTHER, "last_run_ns": WHEN - 10**12, "flags": []},
        {"image": LOCKER, "user": OTHER, "last_run_ns": None, "flags": ["in_public_folder"]},
    ]


def test_nothing_there_is_nothing(make: Any) -> None:
    short = key(rf"ControlSet001\Services\bam\UserSettings\{SID}", Key({"x": binary(b"1234567")}))
    assert list(bam.collect(make(SYSTEM=short))) == []
    assert list(bam.collect(make(SYSTEM=key("ControlSet001", Key())))) == []

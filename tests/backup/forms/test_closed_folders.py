"""Folders of Hyper Backup, sparse bundles and Clonezilla: recognised, gaps told, nothing claimed."""

import hashlib

import pytest

from tests.backup.forms import laid
from toolkit.backup.forms import closed_folders as form
from toolkit.backup.forms.form import State
from toolkit.records import Damage, DamageVerdict, Seen

PLIST = b"<plist><dict><key>band-size</key><integer>8388608</integer></dict></plist>"
HYPER = {
    "synobkpinfo.db": b"SQLite format 3\0", "SynologyHyperBackup.bkpi": b"", "Config/target.db": b"x",
    "Pool/0/1/2.bucket": b"xx", "_Syno_TaskConfig": b"[a]",
}  # fmt: skip
BUNDLE = {"Info.plist": PLIST, "token": b"", "bands/0": b"x" * 9, "bands/1f": b"y" * 9}
IMAGE = "sda1.ntfs-ptcl-img.gz"
CLONE = {
    "clonezilla-img": b"log", "parts": b"sda1\n", "disk": b"sda\n", "blkdev.list": b"sda",
    f"{IMAGE}.aa": b"one", f"{IMAGE}.ab": b"two", f"{IMAGE}.ac": b"three",
}  # fmt: skip
CLONE["SHA256SUMS"] = "".join(
    f"{hashlib.sha256(CLONE[name]).hexdigest()}  {name}\n" for name in (f"{IMAGE}.aa", f"{IMAGE}.ab")
).encode()
WHOLE = {"hyper_backup": HYPER, "time_machine": BUNDLE, "clonezilla": CLONE}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_one_is_recognised_and_its_files_are_its_own(name: str) -> None:
    found = form.read(laid.place(WHOLE[name]), ())
    assert found is not None
    assert (found.form, found.state, found.faults) == (name, State.OPAQUE, ())
    assert all(found.own(f"{laid.PLACE}/{path}") for path in WHOLE[name])
    assert not found.own(f"{laid.PLACE}/lettre.txt")
    assert not laid.complaints(WHOLE[name], form.read)
    assert any(form.SIGN.search(f"{laid.PLACE}/{path}".casefold()) for path in [*WHOLE[name], "bands"])


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("hyper_backup", {"Config/target.db": None}, "fault_part_missing"),
        ("time_machine", {"bands/0": b""}, "fault_part_empty"),
        ("time_machine", {"Info.plist": b"\x8f" * 90}, "fault_part_unread"),
        ("clonezilla", {f"{IMAGE}.ab": None}, "fault_part_missing"),
        ("clonezilla", {f"{IMAGE}.ab": b"twO"}, "fault_part_changed"),
        ("clonezilla", {f"{IMAGE}.ac": b""}, "fault_part_empty"),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_told(name: str, changed: dict[str, bytes | None], code: str) -> None:
    files = {path: content for path, content in {**WHOLE[name], **changed}.items() if content is not None}
    assert code in laid.complaints(files, form.read)


def test_a_part_that_an_attack_encrypted_is_told() -> None:
    found = form.read(laid.place(HYPER), ())
    assert found is not None
    struck = Damage(DamageVerdict.ENCRYPTED)
    seen = Seen("", f"{laid.PLACE}/Pool/0/1/2.bucket", 2, "0" * 64, None, struck, None, (), ())
    assert (found.part(seen) or {}).get("code") == "fault_part_changed"


def test_other_folders_are_none() -> None:
    assert form.read(laid.place({"Pool/x": b"", "bands/1": b""}), ()) is None

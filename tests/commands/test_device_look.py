"""A check of a backup on a device: looked at before it is opened, proven unchanged, never another disk."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.volumes.outside import Absent, looped, mounted_by_linux
from toolkit.backup.device import not_looked_at, settled
from toolkit.commands import device_look
from toolkit.commands.device_look import DeviceLook, looked_at, proven, same_disk, stopped
from toolkit.host.usb_interfaces import Interfaces
from toolkit.media import open_source
from toolkit.records import Answer, Check, Connect, Rely, Verdict

_MIB = 1 << 20


def verdict(answer: Answer, connect: Connect, rely: Rely) -> Verdict:
    names = ("clean", "not_encrypted", "complete", "recent", "restorable")
    checks = {name: Check(name, Answer.YES) for name in names}
    checks["clean"] = Check("clean", answer, ({"code": "no_sign"}, {"code": "read_only_not_proven"}))
    return Verdict(connect, rely, checks, {}, {"files_seen": 1}, ())


@pytest.mark.parametrize(
    ("answer", "connect", "after"),
    [
        (Answer.YES, Connect.CLEAN, (Answer.UNKNOWN, Connect.UNKNOWN, Rely.UNKNOWN)),
        (Answer.NO, Connect.INFECTED, (Answer.NO, Connect.INFECTED, Rely.GOOD)),
    ],
)
def test_what_is_not_proven_is_never_clean(
    answer: Answer, connect: Connect, after: tuple[Answer, Connect, Rely]
) -> None:
    unsure = [{"code": "read_only_not_proven"}]
    found = settled(verdict(answer, connect, Rely.GOOD), unsure, [], {"read_only": {"proven": "no"}})
    assert (found.answers["clean"].answer, found.connect, found.rely) == after
    assert [one["code"] for one in found.reasons].count("read_only_not_proven") == 1
    assert found.coverage == {"files_seen": 1, "read_only": {"proven": "no"}}


def test_what_is_proven_takes_the_doubt_away() -> None:
    found = settled(verdict(Answer.YES, Connect.CLEAN, Rely.GOOD), [], [{"code": "read_only_proven"}], {})
    assert (found.connect, found.rely) == (Connect.CLEAN, Rely.GOOD)
    assert [one["code"] for one in found.reasons] == ["no_sign", "read_only_proven"]


def test_a_suspect_device_is_not_opened_and_relied_on_for_nothing() -> None:
    usb = Interfaces(True, ("03", "08"))
    look = DeviceLook("device", {"serial": "A1"}, usb, stop={"code": "suspect_device", "kinds": ["keyboard"]})
    found, status = stopped(look)
    assert (found.connect, found.rely, status) == (Connect.SUSPECT_DEVICE, Rely.UNKNOWN, 1)
    assert {check.answer for check in found.answers.values()} == {Answer.UNKNOWN}
    assert found.coverage["medium"] == {"kind": "device", "serial": "A1", "interfaces": ["03", "08"]}
    assert (found.coverage["files_seen"], found.coverage["complete"]) == (0, False)


@pytest.mark.parametrize(
    ("usb", "bus", "code", "connect"),
    [
        (Interfaces(told=False), None, "interfaces_not_asked", Connect.CLEAN),
        (Interfaces(told=False), "scsi", "interfaces_not_asked", Connect.CLEAN),
        (Interfaces(told=False), "usb", "usb_unknown", Connect.UNKNOWN),
        (Interfaces(True), "usb", "usb_unknown", Connect.UNKNOWN),
        (Interfaces(told=False), "nvme", None, Connect.CLEAN),
        (Interfaces(True, ("08",)), "usb", None, Connect.CLEAN),
    ],
)
def test_what_was_not_asked_of_a_device_is_said(
    tmp_path: Path, usb: Interfaces, bus: str | None, code: str | None, connect: Connect
) -> None:
    look = DeviceLook("folder", {"bus": bus} if bus else {}, usb)
    found = proven(verdict(Answer.YES, Connect.CLEAN, Rely.GOOD), look, open_source(tmp_path), Any)
    said = {one["code"] for one in found.reasons} & {"interfaces_not_asked", "usb_unknown"}
    assert (said, found.connect) == ({code} if code else set(), connect)


def test_another_disk_than_the_backup_is_a_refusal() -> None:
    found, status = stopped(DeviceLook("device", stop={"code": "same_disk"}))
    assert (found.connect, status) == (Connect.UNKNOWN, 3)
    assert not_looked_at(Connect.UNKNOWN, {"code": "same_disk"}, {}).reasons == ({"code": "same_disk"},)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"serial": "WD-123", "size": 5, "model": "a"}, {"serial": "wd123 ", "size": 5, "model": "b"}, True),
        ({"serial": "WD-123", "size": 5}, {"serial": "WD-123"}, True),
        ({"serial": "WD-123", "size": 5}, {"serial": "WD-123", "size": 6}, False),
        ({"serial": "1"}, {"serial": "2"}, False),
        ({"serial": "0000"}, {"serial": "0000"}, False),
        ({"size": 5}, {"size": 5}, False),
        ({}, {}, False),
    ],
)
def test_one_disk_is_known_by_its_serial_number(
    one: dict[str, Any], other: dict[str, Any], *, same: bool
) -> None:
    assert same_disk(one, other) is same


def test_a_file_and_a_folder_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(bytes(512))
    kinds = [looked_at(str(tmp_path / name)) for name in ("a.img", ".", "missing\0", "missing")]
    assert [(one.kind, one.stop) for one in kinds] == [
        ("image", None), ("folder", None), ("image", None), ("image", None),
    ]  # fmt: skip


def _check(*words: object) -> tuple[int, dict[str, Any], str]:
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "backup", "check", *map(str, words), "--json"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=120, stdin=subprocess.DEVNULL
    )
    return done.returncode, json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}, done.stderr


def _codes(found: dict[str, Any], question: str = "clean") -> set[str]:
    return {one["code"] for one in found["answers"][question]["why"]}


def test_a_folder_says_what_is_not_proven(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("bonjour")
    _, found, _ = _check(tmp_path)
    assert found["coverage"]["read_only"]["proven"] == "not_applicable"
    assert any(code.startswith("read_only_folder_") for code in _codes(found))


def test_the_image_of_the_case_is_no_backup(tmp_path: Path) -> None:
    image, case = tmp_path / "disk.img", tmp_path / "case"
    image.write_bytes(ntfs.volume([Node("a.txt", b"bonjour")], size=8 * _MIB, label="", serial=7))
    copy = tmp_path / "copy.img"
    shutil.copyfile(image, copy)
    made = [sys.executable, "-m", "toolkit", "triage", str(image), "--case", str(case)]
    subprocess.run(made, check=True, capture_output=True)
    scanned = [sys.executable, "-m", "toolkit", "scan", str(image), "--case", str(case)]
    subprocess.run(scanned, check=True, capture_output=True)
    status, found, _ = _check(image, "--against", case)
    assert (status, _codes(found), found["connect"]) == (3, {"same_disk"}, "unknown")
    status, found, _ = _check(copy, "--against", case)
    assert "same_volumes" in _codes(found)
    assert found["coverage"]["read_only"]["proven"] == "not_applicable"


def test_without_a_source_and_a_keyboard_nothing_is_chosen() -> None:
    status, found, said = _check()
    assert (status, found) == (2, {})
    assert "SOURCE" in said


def _ntfs(image: Path) -> None:
    image.write_bytes(ntfs.volume([Node("a.txt", b"bonjour")], size=8 * _MIB, label="S", serial=1))


def _exfat(image: Path) -> None:
    with image.open("wb") as made:
        made.truncate(8 * _MIB)
    _run("mkfs.exfat", str(image))


def _dirty_ext4(image: Path) -> None:
    """Make a volume copied while it was mounted: its journal waits to be replayed."""
    source = image.with_name("mounted.img")
    with source.open("wb") as made:
        made.truncate(16 * _MIB)
    _run("mkfs.ext4", "-q", str(source))
    with looped(source) as device, mounted_by_linux(device, image.with_name("point"), "ext4") as point:
        (point / "a.txt").write_text("bonjour")
        os.sync()
        shutil.copyfile(device, image)


def _run(program: str, *words: str) -> None:
    if shutil.which(program) is None:
        raise Absent(f"{program} is not installed")
    subprocess.run([program, *words], check=True, capture_output=True)


@contextmanager
def _device(image: Path) -> Iterator[str]:
    if sys.platform == "win32":
        pytest.skip("a barrier of Linux")
    with looped(image) as device:
        yield device


@pytest.mark.parametrize("make", [_ntfs, _exfat, _dirty_ext4])
def test_the_look_changes_no_byte_and_that_is_proven(tmp_path: Path, make: Any) -> None:
    image = tmp_path / "disk.img"
    try:
        make(image)
        before = hashlib.sha256(image.read_bytes()).hexdigest()
        with _device(image) as device:
            status, found, said = _check(device)
    except Absent as reason:
        pytest.skip(str(reason))
    assert hashlib.sha256(image.read_bytes()).hexdigest() == before
    assert status == 1, said
    proof = found["coverage"]["read_only"]
    assert (proof["proven"], proof["why"]) == ("yes", [])
    assert proof["before"] == proof["after"]
    assert {"read_only_proven", "barrier_made_of_others"} <= _codes(found)
    assert "read_only_not_proven" not in _codes(found)


def test_a_device_in_use_is_not_clean(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    with image.open("wb") as made:
        made.truncate(16 * _MIB)
    try:
        _run("mkfs.ext4", "-q", str(image))
        with _device(image) as device, mounted_by_linux(device, tmp_path / "point", "ext4") as point:
            (point / "a.txt").write_text("bonjour")
            os.sync()
            _, found, _ = _check(device)
            _, folder, _ = _check(point)
    except Absent as reason:
        pytest.skip(str(reason))
    assert (found["connect"], found["coverage"]["read_only"]["proven"]) == ("unknown", "no")
    assert {"read_only_not_proven", "barrier_in_use"} <= _codes(found)
    assert "read_only_folder_rw" in _codes(folder)


def test_a_disk_that_shows_a_keyboard_is_stopped_before_a_byte_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "disk.img"
    _ntfs(image)
    monkeypatch.setattr(device_look, "_usb", lambda _: Interfaces(True, ("03", "08")))
    try:
        with _device(image) as device:
            counters = Path("/sys/block") / Path(device).name / "stat"
            before = counters.read_text()
            look = looked_at(device)
            assert counters.read_text() == before
    except Absent as reason:
        pytest.skip(str(reason))
    assert look.stop == {"code": "suspect_device", "kinds": ["keyboard"], "interfaces": ["03", "08"]}

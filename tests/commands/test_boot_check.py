"""On a machine started from our stick, a disk that is not read-only is refused and every look is recorded."""

from pathlib import Path

import pytest

from tests.host.booted_machine import HASH, asked, machine
from tests.volumes.outside import Absent, looped, run
from toolkit import booted
from toolkit.commands import boot_check, same_source
from toolkit.commands import opening as commands
from toolkit.commands.boot_look import Looked
from toolkit.commands.screen import Screen
from toolkit.custody import opening
from toolkit.custody.case import Case
from toolkit.errors import SourceRefusal
from toolkit.host import still
from toolkit.report.acts import sentence
from toolkit.texts import LANGUAGES, Speech

SOURCE = {"label": "x", "kind": "image", "size": 1}


def looked(root: Path) -> Looked:
    boot = booted.facts(machine(root) / "run/trousse/boot")
    assert boot is not None
    return Looked(boot, still.measured(boot, root, asked), -178)


def test_what_was_measured_is_one_act_of_the_log(tmp_path: Path) -> None:
    screen = Screen(Speech("fr"))
    mounts = machine(tmp_path) / "proc/self/mountinfo"
    mounts.write_text(mounts.read_text() + "30 20 8:17 / /mnt/é\\040x ro - ntfs3 /dev/sda1 ro\n")
    boot = booted.facts(tmp_path / "run/trousse/boot")
    assert boot is not None
    screen.boot = Looked(boot, still.measured(boot, tmp_path, asked), -178)
    with Case.create(tmp_path / "case", source=SOURCE, language="fr") as case:
        boot_check.noted(case, screen)
    (act,) = [one for one in opening.acts(tmp_path / "case") if one.act == boot_check.ACT]
    assert act.facts["read_only"] == ["nvme0n1", "sda"]
    assert (act.facts["root_hash"], act.facts["clock_difference"]) == (HASH, -178)
    assert act.facts["faults"] == ["mount +mnt+é x"]
    assert all(sentence(Speech(language), act) != act.act for language in LANGUAGES)


def test_nothing_is_recorded_on_any_other_machine(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", source=SOURCE, language="fr") as case:
        boot_check.noted(case, Screen(Speech("fr")))
        assert boot_check.ACT not in case.marks


def test_a_device_that_can_be_written_is_refused(tmp_path: Path) -> None:
    seen, image = looked(tmp_path / "machine").still, tmp_path / "disk.img"
    image.write_bytes(bytes(1 << 20))
    boot_check.refuse(str(image), seen)  # no device
    try:
        with looped(image) as device:
            with pytest.raises(SourceRefusal) as refused:
                boot_check.refuse(device, seen)
            assert refused.value.code == "source_writable"
            run("blockdev", "--setro", device)
            boot_check.refuse(device, seen)
    except Absent as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize(
    ("bus", "given", "seconds", "measured"),
    [
        ("ata", None, -178, "start"),
        ("ata", 60.0, 60.0, None),
        ("usb", None, None, None),
        ("", None, None, None),
    ],
)
def test_the_clock_measured_at_the_start_is_that_of_a_disk_of_this_machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bus: str,
    given: float | None,
    seconds: float,
    measured: str,
) -> None:
    # What the system says of the disk that a folder stands for here; "" for what is no disk.
    monkeypatch.setattr(same_source, "described", lambda _: {"model": "D", "bus": bus} if bus else {})
    disk, screen = tmp_path / "disk", Screen(Speech("fr"))
    disk.mkdir()
    options = commands.CaseOptions(clock_offset=given)
    with commands.source(str(disk), screen=screen) as opened:
        screen.boot = looked(tmp_path / "machine")
        with commands.case(tmp_path / "case", opened, str(disk), options, screen) as case:
            assert case.facts.clock["offset_seconds"] == seconds
    (act,) = [one for one in opening.acts(tmp_path / "case") if one.act == "clock.offset"]
    assert (act.facts["seconds"], act.facts.get("measured")) == (seconds, measured)
    assert act.facts["reference"] == (None if seconds is None else "phone")

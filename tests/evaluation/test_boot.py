"""The parts of the trial of the booted stick that need no machine."""

import gzip
import os
import struct
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evaluation.boot import disks, keys, said, visit
from evaluation.boot.line import Line, Unseen
from evaluation.boot.machine import Built, Disk, command
from evaluation.boot.monitor import Monitor, Refused
from evaluation.boot.picture import Font, Picture, best
from evaluation.boot.proofs import Proofs
from evaluation.boot.refused import refusal
from toolkit.media import open_source
from toolkit.media.asked import Asked
from toolkit.texts import LANGUAGES, Speech

LETTERS = "aAé1/"


def psf1(letters: str) -> bytes:
    """Return a font of 256 signs of 8 × 16 dots, the first of them drawn by a number of their own."""
    dots = b"".join(bytes([(number + 1) % 256]) * 16 for number in range(256))
    table = b"".join(struct.pack("<2H", ord(one), 0xFFFF) for one in letters)
    return b"\x36\x04\x02\x10" + dots + table


def psf2(letters: str) -> bytes:
    dots = b"".join(struct.pack(">H", 0x2000 + 32 * number) * 20 for number in range(256))
    head = b"\x72\xb5\x4a\x86" + struct.pack("<7I", 0, 32, 1, 256, 40, 20, 12)
    return head + dots + b"".join(one.encode() + b"\xff" for one in letters)


def drawn(font: Font, rows: list[str], step: int) -> Picture:
    """Draw letters white on blue, as a console does."""
    of = {letter: dots for dots, letter in font.letters.items()}
    wide, high = step * max(map(len, rows)), font.height * len(rows)
    wide, high = (720, 400) if step > font.width else (wide, high)
    dots = np.full((high, wide, 3), (0, 0, 90), np.uint8)
    for down, row in enumerate(rows):
        for across, letter in enumerate(row):
            if letter != " ":
                cell = np.frombuffer(of[letter], np.uint8).reshape(font.height, font.width)
                place = dots[down * font.height :, across * step :][: font.height, : font.width]
                place[cell == 1] = 255
    return Picture.read(b"P6\n%d %d\n255\n" % (wide, high) + dots.tobytes())


@pytest.mark.parametrize("made", [psf1, psf2])
def test_letters_on_a_screen_are_read_with_its_font(made: Callable[[str], bytes], tmp_path: Path) -> None:
    file = tmp_path / "font.psf.gz"
    file.write_bytes(gzip.compress(made(LETTERS)))
    font = Font.read(file)
    other = tmp_path / "other.psf"
    other.write_bytes(psf1("xyzt"))
    picture = drawn(font, ["aé/", " A1"], font.width)
    assert best(picture, [Font.read(other), font]) == "aé/\n A1"
    assert best(picture, []) == ""


def test_letters_of_a_vga_text_screen_stand_nine_dots_apart(tmp_path: Path) -> None:
    file = tmp_path / "font.psf"
    file.write_bytes(psf1(LETTERS))
    font = Font.read(file)
    assert drawn(font, ["aA", "1"], 9).text(font).splitlines()[:2] == ["aA", "1"]


def test_a_picture_is_kept_as_png_dot_by_dot(tmp_path: Path) -> None:
    dots = bytes(range(18))
    png = Picture.read(b"P6\n3 2\n255\n" + dots).png()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    size = struct.unpack(">I", png[33:37])[0]
    assert zlib.decompress(png[41 : 41 + size]) == b"\0" + dots[:9] + b"\0" + dots[9:]


def test_what_is_no_font_and_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"no font at all")
    with pytest.raises(ValueError, match="x"):
        Font.read(file)
    with pytest.raises(ValueError, match="P5"):
        Picture.read(b"P5\n1 1\n255\n\0\0\0")


def test_a_french_keyboard_writes_commands_and_digits() -> None:
    assert keys.chords("aqm.") == [("q",), ("a",), ("semicolon",), ("shift", "comma")]
    assert keys.chords("1&|\n") == [("shift", "1"), ("1",), ("alt_r", "6"), ("ret",)]
    assert keys.chord("W") == ("shift", "z")
    written = "(echo DEBUT;dmesg | grep -i -m4 -e 'secure boot';echo FIN) >/dev/ttyS0\n"
    assert len(set(keys.chords(written))) == len(set(written))
    with pytest.raises(KeyError):
        keys.chord("œ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_found_whatever_its_facts_and_its_lines(language: str) -> None:
    code = "console.evidence_ok"
    whole = Speech(language).say(code, place="/media/PREUVES", device="/dev/sdb5", free="3 Go", model="Cle")
    broken = "\n".join(f"│ {whole[at : at + 17]} │" for at in range(0, len(whole), 17))
    assert said.shows(broken, code, language)
    assert not said.shows(broken[: len(broken) // 2], code, language)


def test_every_sentence_waited_for_has_words_of_its_own() -> None:
    known = [part for words, _ in visit._BEGIN for part in words] + list(visit.MENU)
    assert all(len(said.squeezed(part)) > 5 for part in known)


def test_a_disk_is_chosen_by_its_serial_number_wherever_lines_break() -> None:
    text = (
        "Quel disque ?\n  1  /dev/nvme0n1  QEMU NVMe  n° de série ESSAI-\nSAIN  52,4 Mo  ntfs\n"
        "  2  /dev/sda  Disque interne  n° de série ESSAI-ATTAQUE  51,4 Mo  ntfs\n  3  Revenir\n> "
    )
    assert (visit.numbered(text, "ESSAI-SAIN"), visit.numbered(text, "ESSAI-ATTAQUE")) == (1, 2)
    with pytest.raises(Unseen):
        visit.numbered(text, "ESSAI-AUTRE")


def test_a_line_is_read_without_the_moves_of_its_terminal(tmp_path: Path) -> None:
    line = Line(tmp_path / "serial")
    machine = os.open(tmp_path / "serial.out", os.O_WRONLY)
    try:
        os.write(machine, b"\x1b[1mQue\x1b[0m fa\r\nire ?\x1b]0;x\x07 \x1b(B>")
        assert line.wait([["absent"], ["Que faire ?", ">"]], 30) == 1
        line.answer("2")
        # What was heard before the answer is not heard again.
        with pytest.raises(Unseen, match="absent"):
            line.wait([["absent"], ["Que faire ?"]], 0.2)
    finally:
        os.close(machine)
        line.close()
    assert (tmp_path / "serial.log").stat().st_size > 0


def test_the_monitor_answers_refuses_and_tells(tmp_path: Path) -> None:
    script = (
        'echo \'{"QMP": {}}\'; read a; echo \'{"event": "RTC_CHANGE", "data": {}}\';'
        ' echo \'{"return": {"a": 1}}\';'
        ' read b; echo \'{"error": {"desc": "no such disk"}}\''
    )
    words = ["sh", "-c", script]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as asked:
        assert asked.stdout is not None
        assert asked.stdin is not None
        monitor = Monitor(asked.stdout, asked.stdin)
        assert monitor.ask("one") == {"a": 1}
        assert monitor.waited("RTC_CHANGE", 30)["event"] == "RTC_CHANGE"
        with pytest.raises(Refused, match="no such disk"):
            monitor.ask("two")
        asked.wait(30)
        with pytest.raises(Refused):
            monitor.ask("three")


def test_a_machine_has_no_card_unless_asked_and_every_disk_can_be_written(tmp_path: Path) -> None:
    disk = Disk("sain", tmp_path / "sain.img", "nvme")
    words = command(Built(tmp_path / "stick.img", [disk]), tmp_path)
    assert words[words.index("-nic") + 1] == "none"
    assert not any("read-only=on" in word or "snapshot" in word for word in words)
    assert any(f"serial={disk.serial}" in word for word in words)
    assert len(disk.serial) <= 20


def test_the_disks_are_what_the_trial_says_they_are(tmp_path: Path) -> None:
    asleep, locked = disks.asleep(tmp_path), disks.locked(tmp_path)
    assert set(open_source(asleep.file).warnings) >= {"dirty_volume", "hibernated"}
    opened = open_source(locked.file, Asked(recovery_keys=(disks.RECOVERY_KEY,)))
    assert [volume.filesystem for volume in opened.volumes()] == ["ntfs"]
    assert disks.sums([asleep]) == disks.sums([asleep])


def test_proofs_are_told_and_one_that_fails_fails_all(capsys: pytest.CaptureFixture[str]) -> None:
    proofs = Proofs(begun=time.monotonic())
    assert not proofs.all_hold
    assert proofs.note("BIOS", "it starts", holds=True, seen="1_grub.png")
    assert proofs.all_hold
    proofs.note("BIOS", "a | b", holds=False, seen="two\nlines")
    assert not proofs.all_hold
    page = proofs.summary("image, 3 bytes")
    assert "| yes | it starts | 1_grub.png |" in page
    assert "| **NO** | a \\| b | two lines |" in page
    assert "FAILS" in capsys.readouterr().out


def test_the_refusal_waited_for_is_what_the_first_root_says() -> None:
    french, english = refusal()
    assert "pas celui attendu" in french
    assert "not the expected one" in english

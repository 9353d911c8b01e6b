"""FAT and exFAT volumes made here byte by byte, read through the public door."""

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Unread

from .builder import CONTENT, WHEN_NS, exfat, ext2, fat16, fat_entry


@pytest.mark.parametrize("image", [fat16(), ext2(big=12_000)], ids=["fat16", "ext2"])
def test_a_cut_is_a_failure_however_it_is_reported(
    image: bytearray, opened: Callable, read_all: Callable
) -> None:
    whole = read_all(opened(bytes(image)))[0]
    start = image.index(CONTENT) if CONTENT in image else 14 * 1024
    for kept in range(start + 100, start + 2600, 300):
        hashes, reasons = read_all(opened(bytes(image[:kept])))
        assert set(hashes.items()) <= set(whole.items())
        assert len(hashes) + len(reasons) >= len(whole)
        assert "io_error" in reasons.values()


@pytest.mark.parametrize(
    ("image", "kind", "path"),
    [
        (fat16(), "fat16", "DOSSIER/Patient né en été.txt"),
        (exfat(), "exfat", "Patient né en été.txt"),
    ],
    ids=["fat16", "exfat"],
)
def test_the_files_are_read(
    image: bytearray, kind: str, path: str, opened: Callable, read_all: Callable
) -> None:
    source = opened(bytes(image))
    assert [(v.filesystem, v.read) for v in source.volumes()] == [(kind, True)]
    hashes, reasons = read_all(source)
    assert (hashes, reasons) == ({path: sha256(CONTENT).hexdigest()}, {})
    found = source.find(path.upper())
    assert (found.kind, found.size, found.name_times) == (EntryKind.FILE, len(CONTENT), None)
    assert found.times.modified == WHEN_NS
    assert source.warnings == ("local_times",)
    assert source.find("absent") is None
    stream = source.open(found)
    stream.seek(1000)
    assert stream.read(2000) == CONTENT[1000:]


def test_a_label_is_told(opened: Callable) -> None:
    assert opened(bytes(fat16())).volumes()[0].label == "CLE USB"
    assert opened(bytes(exfat())).volumes()[0].label == "CLÉ"


def test_local_times_do_not_depend_on_the_machine_we_run_on(tmp_path: Path) -> None:
    place = tmp_path / "cle.img"
    place.write_bytes(fat16())
    program = (
        "import sys; from toolkit.media import open_source;"
        "print([e.times.modified for e in open_source(sys.argv[1]).walk()])"
    )
    for zone in ("UTC", "Europe/Paris", "America/Cayenne"):
        told = subprocess.run(
            [sys.executable, "-c", program, place], env={**os.environ, "TZ": zone}, capture_output=True,
            text=True, check=True, cwd=Path(__file__).parents[2],
        ).stdout  # fmt: skip
        assert told.strip() == str([WHEN_NS, WHEN_NS]), zone


def test_a_file_cut_off_is_unreadable_never_zeros(opened: Callable, read_all: Callable) -> None:
    image = fat16()
    source = opened(bytes(image[: image.index(CONTENT) + 1024]))
    assert "truncated" in source.warnings
    hashes, reasons = read_all(source)
    assert (hashes, reasons) == ({}, {"DOSSIER/Patient né en été.txt": "io_error"})


def test_a_folder_that_holds_itself_is_entered_once(opened: Callable) -> None:
    image = fat16()
    at = image.index(b"PATIEN~1TXT", image.index(b"..         ")) + 32
    image[at : at + 96] = b"".join(
        [
            fat_entry(b"BOUCLE     ", 0x10, 2, 0),
            fat_entry(b"\xe5BOUCLE    ", 0x10, 2, 0),
            fat_entry(b"\xe5ERDU   TXT", 0x20, 30, 5),
        ]
    )
    source = opened(bytes(image))
    found = [(item.path, isinstance(item, Unread)) for item in source.walk()]
    assert found == [
        ("DOSSIER", False),
        ("DOSSIER/BOUCLE", True),
        ("DOSSIER/Patient né en été.txt", False),
    ]
    gone = [row.path for row in source.deleted("1")]
    assert gone.count("DOSSIER/_ERDU.TXT") == 1
    assert not [path for path in gone if path.startswith("DOSSIER/BOUCLE/")]


def test_what_is_gone_is_a_fact(opened: Callable) -> None:
    source = opened(bytes(fat16()))
    with pytest.raises(Unreadable, match="damaged"):
        source.open(Entry("1", "x", EntryKind.FILE, ident="99999999"))

"""The one door to every source: what it recognises, and how it refuses."""

import gzip
import io
import os
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.errors import SourceRefusal
from toolkit.media import KINDS, open_source
from toolkit.media.medium import Medium

ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w") as archive:
    archive.writestr("a.txt", b"a")


def test_each_kind_is_recognised(tmp_path: Path, opened: Callable) -> None:
    image = opened(ntfs.volume([Node("a.txt", b"a")], size=2 << 20, label="", serial=1))
    kinds = {open_source(tmp_path).kind, image.kind, opened(ZIPPED.getvalue()).kind}
    assert kinds == set(KINDS) - {"device", "shadow_copy"}
    assert open_source(str(tmp_path)).label == str(tmp_path)


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        ("Une simple lettre, avec des accents : é à ç.\n".encode() * 50, "text"),
        ("Une lettre d'avant : é à ç.\n".encode("cp1252") * 50, "text"),
        ("﻿Une lettre".encode("utf-16"), "text"),
        (b"%PDF-1.7\n" + bytes(2000), "pdf"),
        (b"\xff\xd8\xff\xe0" + bytes(2000), "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "office"),
        (gzip.compress(b"x" * 5000, mtime=0), "archive"),
        (b"AFF10\r\n\0" + bytes(2000), "aff"),
        (bytes(64) + b"\x7f\x10\xda\xbe" + bytes(2000), "vdi"),
        (b"SQLite format 3\0" + bytes(2000), "database"),
        (bytes(100_000), "zeros"),
        (b"\x9f\x01\xee\xd2" * 900, "unknown"),
        (b"x", "text"),
    ],
)
def test_what_is_no_disk_is_told_by_its_looks(content: bytes, looks: str, opened: Callable) -> None:
    with pytest.raises(SourceRefusal) as refusal:
        opened(content)
    assert (refusal.value.code, refusal.value.facts["looks"]) == ("source_not_disk", looks)
    assert refusal.value.facts["source"]


def test_nothing_and_nowhere(tmp_path: Path, opened: Callable) -> None:
    for place, code in {
        tmp_path / "absent": "source_missing",
        tmp_path / "absent" / "plus": "source_missing",
        Path("/dev/null"): "source_not_disk",
    }.items():
        with pytest.raises(SourceRefusal) as refusal:
            open_source(place)
        assert refusal.value.code == code
    with pytest.raises(SourceRefusal, match="source_empty"):
        opened(b"")


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything")
@pytest.mark.parametrize("folder", [True, False])
def test_what_may_not_be_read(tmp_path: Path, folder: bool) -> None:
    place = tmp_path / "closed"
    if folder:
        place.mkdir()
    else:
        place.write_bytes(b"x")
    place.chmod(0)
    with pytest.raises(SourceRefusal, match="source_denied"):
        open_source(place)
    place.chmod(0o700)


@pytest.mark.parametrize(
    ("number", "code"),
    [(13, "source_denied"), (16, "source_device_busy"), (2, "source_missing"), (5, "source_unreadable")],
)
def test_each_failure_has_its_code(
    number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy device or a failing disk cannot be had in a test: only the answer of the system is put on.
    def failing(*_: object) -> None:
        raise OSError(number, "as the system says it")

    (tmp_path / "disk.img").write_bytes(b"x")
    monkeypatch.setattr("toolkit.media._head", failing)
    with pytest.raises(SourceRefusal, match=code):
        open_source(tmp_path / "disk.img")


def test_ctrl_c_inside_a_read_stops_and_is_no_fault_of_the_file(
    opened: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A run in the background of a shell may have been told to ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    source = opened(ntfs.volume([Node("a.bin", bytes(range(256)) * 4000)], size=1 << 22, label="A", serial=1))
    entry, read, pressed = source.find("a.bin"), Medium.exactly, list[int]()

    def pressing(medium: Medium, offset: int, length: int) -> bytes:
        if not pressed:
            pressed.append(length)
            signal.raise_signal(signal.SIGINT)
        return read(medium, offset, length)

    monkeypatch.setattr(Medium, "exactly", pressing)

    def until_stopped() -> None:
        for _ in range(1000):
            with source.open(entry) as stream:
                assert len(stream.read()) == 256 * 4000
            time.sleep(0.001)

    try:
        with pytest.raises(KeyboardInterrupt):
            until_stopped()
    finally:
        signal.signal(signal.SIGINT, before)
    assert pressed

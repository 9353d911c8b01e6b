"""The marks that families leave are found where they stand, and nowhere else."""

import hashlib
import json
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import own_files
from toolkit.scan.content import Content
from toolkit.scan.damage import markers

KEY = hashlib.shake_256(b"key").digest(512)


def found(data: bytes) -> str | None:
    return markers.find(Content.of(data))


@pytest.mark.parametrize(
    ("family", "data"),
    [
        ("wannacry", b"WANACRY!\0\x01\0\0" + KEY * 9),
        ("dearcry", b"DEARCRY!" + KEY * 9),
        ("dmalocker", b"!DMALOCK" + KEY * 9),
        ("stopdjvu", KEY * 9 + b"A1" * 20 + b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}"),
        ("crylock", KEY * 9 + b"{ENCRYPTSTART}" + KEY + b"{ENCRYPTENDED}"),
        ("ryuk", KEY * 9 + b"HERMES" + KEY[:268]),
        ("babuk", KEY * 9 + b"choung dong looks like hot dog!!"),
        ("maze", KEY * 9 + b"\4\0\0\0\x66\x11\x61\x66"),
        ("gandcrab", KEY * 9 + b"\x18\x29\x89\x93\x81\x82\x03\x00"),
        ("nefilim", KEY * 9 + b"NEFILIM"),
        ("thanos", KEY * 9 + b"GotAllDone"),
    ],
)
def test_each_family_is_known_by_its_mark(family: str, data: bytes) -> None:
    assert found(data) == family


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WANACRY! is what the file began with, wrote the analyst.",
        b"The footer of Ryuk holds the word HERMES. " * 40,
        b"Report on the marker GotAllDone",
        "Rapport d\u2019\u00e9t\u00e9 sur NEFILIM".encode(),
        KEY * 9 + b"WANACRY!\0\x01\0\0" + KEY,
        b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5} and more words after it",
    ],
)
def test_texts_that_speak_of_a_mark_do_not_bear_it(data: bytes) -> None:
    assert found(data) is None


@given(st.binary(max_size=4096))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert found(data) is None or any(marker.pattern.search(data) for marker in markers.MARKERS)


def test_every_marker_names_a_family_we_know_a_place_and_a_dated_source() -> None:
    lines = (own_files.signatures() / "families.jsonl").read_bytes().splitlines()
    families = {json.loads(line)["name"] for line in lines}
    for marker in markers.MARKERS:
        assert marker.family in families
        assert marker.where in {"head", "tail", "end"}
        assert marker.source
        assert marker.date


def some_files() -> Iterator[Path]:
    for folder, _, names in os.walk(sysconfig.get_paths()["stdlib"]):
        yield from (Path(folder, name) for name in sorted(names)[:40])


def test_no_file_of_this_system_bears_one() -> None:
    read = 0
    for path in some_files():
        if path.is_file() and path.stat().st_size < 2_000_000:
            assert found(path.read_bytes()) is None, path
            read += 1
        if read >= 800:
            break
    assert read > 100


def test_what_is_sought_first_stands_in_every_mark() -> None:
    for marker in markers.MARKERS:
        assert marker.literal
        made = marker.literal + (KEY[:268] if marker.family == "ryuk" else b"")
        match = marker.pattern.search(made)
        assert match is not None
        assert marker.literal in match[0]

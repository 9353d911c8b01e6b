"""Pictures, sound, films, archives, disks, fonts, models and programs: whole, overwritten, cut, flipped."""

import random
from importlib import import_module
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.records import DamageVerdict
from toolkit.scan import extensions, filetype
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, structure
from toolkit.scan.damage.structure import Structure

FORMATS = (
    "bitmap", "cab", "disk_image", "flac", "font", "gif", "icon", "iso", "jp2", "jpeg", "lnk", "lz4",
    "matroska", "mp3", "mp4", "ogg", "packed", "pfb", "ply", "png", "program", "psd", "rar", "riff",
    "sevenzip", "stl", "tape", "windows_files", "woff",
)  # fmt: skip
ENCRYPTED, DAMAGED = DamageVerdict.ENCRYPTED.value, DamageVerdict.DAMAGED.value


def target(name: str) -> ModuleType:
    return import_module(f"evaluation.targets.{name}")


def verdict(answer: str) -> str:
    return answer.partition(",")[0]


def checked(kind: str, data: bytes) -> Structure:
    return structure(kind, Content.of(data))


def overwritten(data: bytes, start: int, end: int) -> bytes:
    end = min(end, len(data))
    return data[:start] + random.Random(start).randbytes(max(0, end - start)) + data[end:]  # noqa: S311 - noise


@pytest.mark.parametrize("name", FORMATS)
def test_whole_files_are_neither_encrypted_nor_damaged(name: str) -> None:
    made = target(name)
    assert not any(verdict(made.read(seed)) in (ENCRYPTED, DAMAGED) for seed in made.seeds())


@pytest.mark.parametrize("name", FORMATS)
def test_their_first_bytes_name_their_type(name: str) -> None:
    for seed in target(name).seeds():
        kind = filetype.recognise("", seed[:65536], seed[-65536:])
        assert kind in {"stl": {None}}.get(name, {kind} - {None, "text/utf-8", "text/latin"}), name


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"bitmap", "disk_image", "iso", "ply", "stl", "lnk"}))
def test_a_whole_and_a_spoiled_head_are_seen(name: str) -> None:
    made = target(name)
    for seed in made.seeds():
        # Where the first bytes are gone, only the name still says what it was.
        named = getattr(made, "NAME", "archive.gz") + ".k3yhold"
        for end in (len(seed), 4096):
            spoiled = overwritten(seed, 0, end)
            assert examine(named, Content.of(spoiled)).verdict == ENCRYPTED, (name, end)


@pytest.mark.parametrize(
    "name", ["flac", "gif", "jp2", "jpeg", "matroska", "mp3", "ogg", "packed", "png", "cab"]
)
def test_all_but_the_head_spoiled_is_seen(name: str) -> None:
    made = target(name)
    for seed in made.seeds():
        spoiled = overwritten(seed, 3_000, len(seed))
        kind = filetype.recognise("", spoiled[:65536], spoiled[-65536:])
        found = checked(kind or "", spoiled)
        assert found.verdict == "broken", (name, kind)


@pytest.mark.parametrize(
    "name", ["flac", "gif", "jpeg", "ogg", "packed", "png", "cab", "font", "woff", "matroska"]
)
def test_one_flipped_bit_is_not_called_encrypted(name: str) -> None:
    made = target(name)
    for seed in made.seeds():
        at = len(seed) * 3 // 5
        flipped = seed[:at] + bytes([seed[at] ^ 4]) + seed[at + 1 :]
        assert verdict(made.read(flipped)) != ENCRYPTED, name


@pytest.mark.parametrize("name", ["ogg", "flac", "png"])
def test_two_places_apart_are_a_contradiction_and_one_is_not(name: str) -> None:
    seed = target(name).seeds()[0]
    once = overwritten(seed, len(seed) // 2, len(seed) // 2 + 700)
    twice = overwritten(once, len(seed) // 5, len(seed) // 5 + 700)
    assert (checked(name, once).reason, checked(name, twice).reason) == ("checksum", "contradiction")


def test_a_random_block_in_code_is_seen_and_one_beside_it_is_not() -> None:
    windows, linux = target("program").seeds()
    for name, seed in (("programme.exe", windows), ("module.so", linux)):
        assert examine(name, Content.of(overwritten(seed, 9_000, 13_096))).verdict == ENCRYPTED
        assert examine(name, Content.of(seed + bytes(8))).verdict != ENCRYPTED


def test_noise_that_a_wrapper_holds_is_not_an_attack() -> None:
    film = target("riff").seeds()[1]
    assert examine("film.avi", Content.of(film)).verdict != ENCRYPTED
    for name in ("sevenzip", "rar", "mp4", "matroska"):
        made = target(name)
        assert not any(verdict(made.read(seed)) == ENCRYPTED for seed in made.seeds())


def test_names_promise_the_types_that_are_checked() -> None:
    promised = {
        name: extensions.expected(f"a.{name}") for name in ("woff2", "zst", "jp2", "deb", "ico", "lz4")
    }
    assert promised == {
        "woff2": "woff2",
        "zst": "zstd",
        "jp2": "jp2",
        "deb": "ar",
        "ico": "icon",
        "lz4": "lz4",
    }


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_nothing_leaves_a_validator(name: str, chance: random.Random) -> None:
    made = target(name)
    data = bytearray(chance.choice(made.seeds()))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data))
        width = chance.choice((1, 4, 64, 600))
        data[at : at + width] = chance.choice((bytes(width), b"\xff" * width, chance.randbytes(width)))
    cut = data[: chance.randrange(1, len(data) + 1)] if chance.random() < 0.3 else data
    assert verdict(made.read(bytes(cut))) in {one.value for one in DamageVerdict}

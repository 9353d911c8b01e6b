"""Rules see every byte of small files, every window of large ones, and say what limits the answer."""

import dataclasses
import io
from typing import Any, BinaryIO, cast

import pytest

from toolkit import own_files
from toolkit.errors import Unreadable
from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.rules import OVERLAP, WINDOW, RuleHits, match
from toolkit.scan.rules.signatures import CONTROL, Signatures, compiled, data_files

FOLDER = own_files.signatures()
SET = Signatures(FOLDER, "", compiled({p: (FOLDER / p).read_bytes() for p in data_files(FOLDER)}), (), {})
DEMO = ("Trousse_Demo_Harmless_Program",)
MARK = b"TROUSSE-DEMO-HARMLESS-PROGRAM"
HEADER = b"MZ" + bytes(0x3A) + b"\x80\0\0\0" + bytes(0x40) + b"PE\0\0"
LARGE = 100 * 1024 * 1024


class Zeros(io.RawIOBase):
    """A large file of zeros with a few bytes set, of which nothing is held in memory."""

    def __init__(self, size: int, parts: dict[int, bytes]) -> None:
        super().__init__()
        self.size, self.parts, self.at = size, parts, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset if whence == io.SEEK_SET else self.size
        return self.at

    def read(self, size: int = -1) -> bytes:
        length = max(0, min(size, self.size - self.at))
        chunk = bytearray(length)
        for start, part in self.parts.items():
            first, last = max(start, self.at), min(start + len(part), self.at + length)
            if first < last:
                chunk[first - self.at : last - self.at] = part[first - start : last - start]
        self.at += length
        return bytes(chunk)


class Failing(Zeros):
    def read(self, size: int = -1) -> bytes:
        if self.at:
            raise Unreadable("bad_sector")
        return super().read(size)


def large(parts: dict[int, bytes], size: int = LARGE) -> RuleHits:
    return match(Content(cast("BinaryIO", Zeros(size, parts)), size), SET)


def test_a_small_file_is_matched_whole() -> None:
    assert match(Content.of(HEADER + bytes(1000) + MARK), SET) == RuleHits(DEMO, ())


@pytest.mark.parametrize("data", [b"", b"M", b"MZ", HEADER, b"\0" * 100_000, MARK])
def test_nothing_is_found_in_nothing(data: bytes) -> None:
    assert match(Content.of(data), SET) == RuleHits((), ())


def test_the_control_is_never_reported() -> None:
    assert {hit.rule for hit in SET.rules.match(data=CONTROL)} == {"Trousse_Control"}
    assert match(Content.of(CONTROL), SET) == RuleHits((), ())


def test_a_read_file_is_matched_whole_up_to_the_limit() -> None:
    data = HEADER + bytes(1000) + MARK
    content = Content(io.BytesIO(data), len(data))
    content.digest()
    assert content.size <= WHOLE_LIMIT
    assert match(content, SET).errors == ()


@pytest.mark.parametrize(
    "place",
    [
        1000,
        40 * 1024 * 1024,
        WINDOW - 10,  # across the end of the first window
        WINDOW - OVERLAP - 10,  # across the start of the second
        2 * (WINDOW - OVERLAP) + 5,
        LARGE - len(MARK),
    ],
)
def test_a_large_program_is_matched_wherever_the_mark_stands(place: int) -> None:
    assert large({0: HEADER, place: MARK}) == RuleHits(DEMO, ("rules_windowed",))


def test_a_large_file_that_is_no_program_is_not_called_one() -> None:
    assert large({40 * 1024 * 1024: HEADER + MARK}) == RuleHits((), ("rules_windowed",))


@pytest.mark.parametrize("size", [WHOLE_LIMIT + 1, WINDOW, WINDOW + 1, 2 * WINDOW - OVERLAP, 5000, 0])
def test_the_last_bytes_are_seen_whatever_the_size(size: int) -> None:
    parts = {0: HEADER, size - len(MARK): MARK} if size else {}
    assert large(parts, size).names == (DEMO if size else ())


def test_rules_for_small_files_stay_silent_on_the_end_of_a_large_one() -> None:
    script = b"\r\n@echo off\r\nvssadmin delete shadows /all /quiet\r\nwbadmin delete catalog -quiet\r\n"
    assert large({LARGE - len(script): script}).names == ()


class Counting:
    """The rules of a set, and how often they were asked."""

    def __init__(self, rules: Any) -> None:
        self.rules, self.count = rules, 0

    def match(self, **asked: Any) -> Any:
        self.count += 1
        return self.rules.match(**asked)


@pytest.mark.parametrize(("parts", "windows"), [({}, 2), ({70 * 1024 * 1024: MARK}, 4), ({0: HEADER}, 2)])
def test_windows_of_the_same_bytes_are_matched_once(parts: dict[int, bytes], windows: int) -> None:
    rules = Counting(SET.rules)
    counted = dataclasses.replace(SET, rules=rules, light=None)
    match(Content(cast("BinaryIO", Zeros(LARGE, parts)), LARGE), counted)
    assert rules.count == windows


def test_what_was_found_before_a_failure_stays() -> None:
    stream = Failing(LARGE, {0: HEADER, 500: MARK})
    hits = match(Content(cast("BinaryIO", stream), LARGE), SET)
    assert hits == RuleHits(DEMO, ("rules_failed", "rules_windowed"))


def test_a_size_that_lies_ends_quietly() -> None:
    stream: BinaryIO = io.BytesIO(HEADER + MARK)
    assert match(Content(stream, 10 * LARGE), SET).names == DEMO


def test_a_pattern_repeated_beyond_measure_is_said() -> None:
    hits = match(Content.of(b"\r\nnet stop sqlwriter" * 1_200_000), SET)
    assert hits.errors == ("rules_limited",)

"""MessagePack by the examples of its specification, and whatever else stands in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.media.repositories.msgpack import unpack


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\x07", 7),
        (b"\xff", -1),
        (b"\xc0", None),
        (b"\xc2", False),
        (b"\xc3", True),
        (b"\xcd\x01\x00", 256),
        (b"\xd1\xff\x00", -256),
        (b"\xcb\x3f\xf8\0\0\0\0\0\0", 1.5),
        (b"\xa3abc", b"abc"),
        (b"\xc4\x02ab", b"ab"),
        (b"\xd9\x01a", b"a"),
        (b"\xd4\x05a", b"\x05a"),
        (b"\x90", []),
        (b"\x80", {}),
        (b"\x92\x01\x91\x02", [1, [2]]),
        (b"\x82\xa1a\x91\x01\xa1b\x80", {b"a": [1], b"b": {}}),
        (b"\xdc\x00\x02\x01\x02", [1, 2]),
        (b"\xde\x00\x01\x01\xa0", {1: b""}),
    ],
)
def test_values_are_those_of_the_specification(data: bytes, value: object) -> None:
    assert unpack(data) == (value, len(data))
    assert unpack(b"\xc0" + data, 1) == (value, len(data) + 1)


@pytest.mark.parametrize(
    "data", [b"", b"\x91", b"\xa3ab", b"\xcd\x01", b"\xdd\xff\xff\xff\xff\x01", b"\x81\x01"]
)
def test_what_ends_too_early_is_told_apart(data: bytes) -> None:
    with pytest.raises(EOFError):
        unpack(data)


@pytest.mark.parametrize("data", [b"\xc1", b"\x91" * 40 + b"\x01", b"\x81\x90\x01"])
def test_what_is_no_messagepack_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them says the same
        unpack(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_are_refused(data: bytes) -> None:
    try:
        _, end = unpack(data)
    except (EOFError, ValueError):
        return
    assert 0 < end <= len(data)

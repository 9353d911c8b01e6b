"""A pack gives back exactly what was packed, or nothing."""

import hashlib
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan.rules import packed as form
from toolkit.scan.rules.packed import HEAD, packed, unpacked

FILES = {"rules/é.yar": b"rule x { condition: true }", "notes.toml": b"", "MANIFEST.sha256": b"0" * 64}


def masked(plain: bytes) -> bytes:
    """Return a pack around any bytes, so that what lies under the mask can lie."""
    return HEAD + form._masked(zlib.compress(plain))


def one(name: bytes, content: bytes, *, name_size: int | None = None, size: int | None = None) -> bytes:
    lengths = (len(name) if name_size is None else name_size, len(content) if size is None else size)
    return struct.pack("<HI", *lengths) + name + content


@given(st.dictionaries(st.text(max_size=20).filter(str.isprintable), st.binary(max_size=200), max_size=5))
def test_what_is_packed_comes_back(files: dict[str, bytes]) -> None:
    assert unpacked(packed(files)) == files


def test_the_same_files_give_the_same_bytes() -> None:
    assert packed(FILES) == packed(dict(reversed(FILES.items())))
    assert packed(FILES) != packed({**FILES, "notes.toml": b"x"})


def test_the_mask_is_the_one_described() -> None:
    data = packed(FILES)[len(HEAD) :]
    stream = hashlib.shake_256(form._MASK).digest(len(data))
    plain = zlib.decompress(bytes(a ^ b for a, b in zip(data, stream, strict=True)))
    assert plain.startswith(struct.pack("<HI", 15, 64) + b"MANIFEST.sha256" + b"0" * 64)


def test_nothing_can_be_read_or_unzipped_as_it_stands() -> None:
    data = packed({"rules/x.yar": b"delete every shadow copy " * 40})
    assert b"shadow" not in data
    assert b"rules" not in data
    inflaters = [zlib.decompressobj() for _ in data]
    for start, inflater in enumerate(inflaters):
        with suppress(zlib.error):
            inflater.decompress(data[start:])
    assert [inflater.eof for inflater in inflaters] == [False] * len(data)


@given(st.data())
def test_an_altered_pack_is_refused_or_other_files(data: st.DataObject) -> None:
    whole = packed(FILES)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    altered = whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :]
    try:
        found = unpacked(altered)
    except ValueError:
        return
    # Bytes of the zlib header may change without changing what it holds.
    assert found == FILES


@given(st.binary(max_size=300))
def test_hostile_bytes_are_refused(junk: bytes) -> None:
    for data in (junk, HEAD + junk):
        with pytest.raises(ValueError):  # noqa: PT011 - the reason is told by the caller
            unpacked(data)


@given(st.binary(min_size=1, max_size=120))
def test_hostile_bytes_under_the_mask_end(junk: bytes) -> None:
    try:
        found = unpacked(masked(junk))
    except ValueError:
        return
    assert sum(len(path.encode()) + len(content) + 6 for path, content in found.items()) == len(junk)


@pytest.mark.parametrize("length", range(len(packed(FILES))))
def test_a_truncated_pack_is_refused(length: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - see above
        unpacked(packed(FILES)[:length])


@pytest.mark.parametrize(
    "data",
    [
        packed(FILES) + b"\0",
        masked(bytes(form.LARGEST + 1)),
        masked(one(b"a", b"1") + one(b"a", b"2")),
        masked(one(b"a", b"1", size=2)),
        masked(one(b"a", b"1", size=0xFFFFFFFF)),
        masked(one(b"a", b"", name_size=9)),
        masked(one(b"\xff", b"1")),
        masked(one(b"a", b"1") + b"\0"),
        masked(b"".join(one(b"%d" % number, b"") for number in range(form._MOST + 1))),
    ],
    ids=["more", "bomb", "twice", "short", "huge", "name", "unicode", "rest", "many"],
)
def test_a_lying_pack_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - see above
        unpacked(data)

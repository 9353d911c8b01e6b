"""The hive writer, read back by libregf key by key and value by value."""

import io
import struct
from collections.abc import Iterator, Mapping
from typing import Any

import pyregf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.hive import Key, Value, binary, dword, expand, filetime, hive, key, merge, multi, qword, sz
from demo.builder.hives import hives

WHEN = 1_700_000_000_123_456_700
Told = dict[str, tuple[int, dict[str, tuple[int, bytes]]]]


def read(data: bytes) -> Told:
    """Return what libregf sees: path to date and values."""
    file = pyregf.file()
    file.open_file_object(io.BytesIO(data))
    assert not file.is_corrupted()
    return dict(_read(file.get_root_key(), "", data))


def _read(found: Any, path: str, data: bytes) -> Iterator[tuple[str, Any]]:
    values = {value.name or "": (value.type, _data(value, data)) for value in found.values}
    yield path, (found.get_last_written_time_as_integer(), values)
    for below in found.sub_keys:
        yield from _read(below, f"{path}\\{below.name}", data)


def _data(value: Any, data: bytes) -> bytes:
    # libregf shifts data shorter than four bytes; they lie in the value record itself.
    size = struct.unpack_from("<I", data, value.offset + 4)[0]
    if size > 0x8000_0000:
        return data[value.offset + 8 : value.offset + 8 + size - 0x8000_0000]
    return value.data or b""


def told(root: Key, path: str = "") -> Told:
    written = filetime(WHEN if root.written is None else root.written)
    whole: Told = {path: (written, {name: (kind, data) for name, (kind, data) in root.values.items()})}
    for name, below in root.keys.items():
        whole |= told(below, f"{path}\\{name}")
    return whole


def test_every_type_of_value_reads_back() -> None:
    values = {
        "": sz("par défaut"), "texte": sz("é\U0001f9b7"), "chemin": expand("%SystemRoot%"), "vide": sz(""),
        "n": dword(0xFFFFFFFE), "long": qword(1 << 40), "liste": multi("un", "deux"), "rien": binary(b""),
        "un": binary(b"\1"), "trois": binary(b"\1\2\3"), "quatre": binary(b"\1\2\3\4"),
        "grand": binary(bytes(range(256)) * 63), "日本": binary(b"nom en UTF-16"),
    }  # fmt: skip
    root = Key(values, {"Été": Key({"x": dword(1)}, written=1_600_000_000_000_000_000)})
    assert read(hive(root, name="ESSAI", written=WHEN)) == told(root)


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_many_subkeys_read_back_in_order(count: int) -> None:
    root = Key(keys={f"k{number}": Key({"n": dword(number)}) for number in range(count)})
    data = hive(root, name="ESSAI", written=WHEN)
    assert read(data) == told(root)
    file = pyregf.file()
    file.open_file_object(io.BytesIO(data))
    names = [one.name for one in file.get_root_key().sub_keys]
    assert names == sorted(names, key=str.upper)


def _differ(keys: Mapping[str, Key]) -> bool:
    return len({*map(str.upper, keys)}) == len(keys)


# libregf takes names of one byte a character for Windows-1252, which differs in the control characters.
LETTERS = st.characters(codec="utf-16", exclude_characters="\0\\", exclude_categories=("Cs", "Cc"))
NAMES = st.text(LETTERS, min_size=1, max_size=12)
# libregf shortens texts (types 1, 2 and 6) of an odd length, and ends them at a character 0.
EVEN = st.lists(st.binary(min_size=2, max_size=2).filter(any), max_size=40).map(b"".join)
TEXTS = st.tuples(st.sampled_from((1, 2, 6)), EVEN)
OTHERS = st.tuples(st.sampled_from((0, 3, 4, 5, 7, 8, 9, 10, 11, 1004)), st.binary(max_size=80))
VALUES: st.SearchStrategy[Value] = TEXTS | OTHERS
KEYS: st.SearchStrategy[Key] = st.recursive(
    st.builds(Key, st.dictionaries(NAMES, VALUES, max_size=4)),
    lambda below: st.builds(
        Key, st.dictionaries(NAMES, VALUES, max_size=4),
        st.dictionaries(NAMES, below, max_size=4).filter(_differ),
        st.none() | st.integers(0, 2**61).map(lambda when: when - when % 100),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(KEYS)
def test_any_tree_reads_back(root: Key) -> None:
    assert read(hive(root, name="ESSAI", written=WHEN)) == told(root)


def test_a_large_value_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        hive(Key({"x": binary(bytes(16_345))}), name="", written=WHEN)


def test_the_base_block_is_sound() -> None:
    data = hive(Key(), name="SYSTEM", written=WHEN, sequences=(7, 6))
    first, second, written = struct.unpack_from("<IIQ", data, 4)
    total = 0
    for word in struct.unpack_from("<127I", data):
        total ^= word
    assert (first, second, written) == (7, 6, filetime(WHEN))
    assert struct.unpack_from("<I", data, 508)[0] == total
    assert struct.unpack_from("<I", data, 40)[0] == len(data) - 4096


def test_merging_keeps_every_value_and_the_last_date() -> None:
    merged = merge(key(r"a\b", Key({"x": dword(1)}, written=5)), key(r"a\c", Key({"y": dword(2)}, written=9)))
    below: Mapping[str, Key] = merged.keys["a"].keys
    assert (sorted(below), below["b"].values, merged.written) == (["b", "c"], {"x": dword(1)}, 9)


def test_the_machine_is_the_same_at_every_build_and_libregf_reads_it() -> None:
    nodes = hives()
    assert [(node.path, node.data) for node in nodes] == [(node.path, node.data) for node in hives()]
    made = [node for node in nodes if node.data[:4] == b"regf"]
    assert len(made) == 9
    assert sum(len(read(node.data)) for node in made) > 100

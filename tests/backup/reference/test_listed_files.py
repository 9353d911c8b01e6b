"""A baseline's files in little room say the same as a dictionary does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backup.reference.listed_files import Files, Listed, Met

_FILE = st.builds(
    Listed,
    st.integers(0, 1 << 70),
    st.none() | st.integers(-(1 << 70), 1 << 70),
    st.binary(min_size=32, max_size=32),
)
_PATH = st.text(st.characters(), min_size=1, max_size=6) | st.sampled_from(["a", "a/b", "é", "\udcff"])


def _settled(put: list[tuple[str, Listed]]) -> tuple[Files, int]:
    files = Files()
    for path, listed in put:
        files.put(path, listed)
    return files, files.settle()


@given(st.lists(st.tuples(_PATH, _FILE), max_size=40), st.lists(_PATH, max_size=10))
def test_files_are_found_by_path_as_in_a_dictionary(put: list[tuple[str, Listed]], asked: list[str]) -> None:
    files, again = _settled(put)
    known: dict[str, Listed] = {}
    for path, listed in put:
        known.setdefault(path, listed)
    assert dict(files) == known
    assert list(files) == list(known)
    assert again == len(put) - len(known)
    assert len(files) == len(known)
    assert files.whole_size == sum(listed.size for _, listed in put)
    assert files.newest == max([0, *(one.mtime or 0 for one in known.values())])
    for path in asked:
        assert files.get(path) == known.get(path)


@given(st.lists(st.tuples(_PATH, _FILE), max_size=20), st.sets(_PATH))
def test_what_is_left_out_is_gone_from_the_part_only(put: list[tuple[str, Listed]], out: set[str]) -> None:
    files, _ = _settled(put)
    before = dict(files)
    part = files.without(lambda path: path in out)
    assert dict(part) == {path: one for path, one in before.items() if path not in out}
    assert part.newest == max([0, *(one.mtime or 0 for one in part.values())])
    assert dict(files) == before


@given(st.lists(st.tuples(_PATH, _FILE), max_size=20), st.lists(_PATH, max_size=10))
def test_what_was_met_is_told_from_what_is_left(put: list[tuple[str, Listed]], seen: list[str]) -> None:
    files, _ = _settled(put)
    met = Met(files)
    assert not met
    for path in seen:
        met.add(path)
    here = {path for path in seen if path in files}
    assert bool(met) == bool(here)
    assert all((path in met) == (path in here) for path in [*files, *seen])
    assert dict(met.each()) == {path: path in here for path in files}
    assert dict(met.left()) == {path: one for path, one in files.items() if path not in here}


def test_a_path_that_is_not_listed_is_an_error() -> None:
    files, _ = _settled([])
    with pytest.raises(KeyError):
        files["a"]

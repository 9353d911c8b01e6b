"""Members as a tree: many, twice, under names that are no paths."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.media.leaves import Leaf, Leaves
from toolkit.media.tree import Tree
from toolkit.records import Entry, EntryKind, Times, Unread

_KINDS = st.sampled_from(list(EntryKind))
_WHEN = st.none() | st.integers(-(2**63) + 1, 2**63 - 1)
_TIMES = st.builds(Times, _WHEN, _WHEN, _WHEN, _WHEN)
_NAMES = st.text(st.characters() | st.sampled_from("/\\.:ab"), max_size=12)


@given(st.lists(st.builds(Leaf, _NAMES, st.integers(0, 2**63), _KINDS, st.integers(0, 2**62), _TIMES)))
def test_packed_members_are_the_same_when_they_are_made_again(given_leaves: list[Leaf]) -> None:
    packed = Leaves(given_leaves)
    assert list(packed) == given_leaves
    assert packed[1:3] == given_leaves[1:3]
    assert [packed[at] for at in range(len(packed))] == given_leaves


def test_a_size_beyond_63_bits_is_cut() -> None:
    assert Leaves([Leaf("a", 0, size=2**70)])[0].size == 2**63 - 1


@given(st.lists(st.tuples(_NAMES, _KINDS), max_size=30), st.booleans())
def test_every_file_is_shown_once_and_found_again(named: list[tuple[str, EntryKind]], stored: bool) -> None:
    tree = Tree(Leaves(Leaf(name, place, kind) for place, (name, kind) in enumerate(named)), stored=stored)
    shown = list(tree.walk())
    entries = [one for one in shown if isinstance(one, Entry)]
    assert len({one.path for one in entries}) == len(entries)
    for one in entries:
        assert tree.find(one.path) == one
    files = sum(kind is not EntryKind.DIRECTORY for _, kind in named)
    told = sum(not isinstance(one, Entry) or one.kind is not EntryKind.DIRECTORY for one in shown)
    assert files <= told <= len(named)


def test_the_last_of_several_with_one_path_is_read_and_the_others_are_told() -> None:
    tree = Tree([Leaf("b", 0, size=1), Leaf("a/c", 1), Leaf("b", 2, size=2), Leaf("a", 3, size=9)])
    assert [(one.path, one.size) for one in tree.walk() if isinstance(one, Entry)] == [
        ("a", 0),
        ("a/c", 0),
        ("b", 2),
    ]
    lost = [(one.path, one.why, one.size) for one in tree.walk() if isinstance(one, Unread)]
    assert sorted(lost) == [("a", "duplicate_name", 9), ("b", "duplicate_name", 1)]


def test_names_are_found_whatever_their_letter_case_and_the_exact_one_first() -> None:
    tree = Tree([Leaf("D/Été.TXT", 0), Leaf("D/été.txt", 1), Leaf("D/z", 2)])
    exact, other = tree.find("D/été.txt"), tree.find("d/Z")
    assert exact is not None
    assert exact.ident == "1"
    assert other is not None
    assert other.path == "D/z"
    assert tree.find("D/absent") is None


def test_a_folder_bears_the_times_of_its_own_member() -> None:
    found = Tree([Leaf("a/b", 0), Leaf("a/", 1, EntryKind.DIRECTORY, times=Times(modified=7))]).find("a")
    assert found is not None
    assert found.times.modified == 7

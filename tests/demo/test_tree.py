"""The tree that every writer takes: parents added, contradictions refused."""

import pytest

from demo.builder.tree import Node, complete, earliest
from toolkit.records import Times

EARLY = Times(5, 4, 6, 7)
LATE = Times(9, 9, 9, 9)


def test_missing_parents_take_the_earliest_time() -> None:
    given = [Node("a/b/x", times=LATE), Node("a/c/y", times=EARLY), Node("d/z", hard_link_of="a/c/y")]
    nodes = complete(given)
    assert [node.path for node in nodes] == ["a", "a/b", "a/b/x", "a/c", "a/c/y", "d", "d/z"]
    dates = {node.path: node.times for node in nodes if node.directory}
    first, last = Times(4, 4, 4, 4), Times(9, 9, 9, 9)
    assert dates == {"a": first, "a/b": last, "a/c": first, "d": first}
    assert earliest(given) == 4


def test_a_parent_given_later_is_not_added() -> None:
    given = [Node("a/x", times=EARLY), Node("a", directory=True, times=LATE)]
    assert complete(given) == given


def test_a_tree_without_dates_has_none() -> None:
    assert earliest([Node("a")]) is None
    assert complete([Node("a/b")])[0].times == Times()


@pytest.mark.parametrize(
    "nodes",
    [
        [Node("")],
        [Node("/a")],
        [Node("a/")],
        [Node("a//b")],
        [Node("../b")],
        [Node("a/../b")],
        [Node("./b")],
        [Node("a\0")],
        [Node("a"), Node("a")],
        [Node("a"), Node("a/b")],
        [Node("j", junction="C:\\"), Node("j/b")],
        [Node("d", b"x", directory=True)],
        [Node("j", b"x", junction="C:\\")],
        [Node("d", directory=True), Node("e", directory=True, hard_link_of="d")],
        [Node("b", hard_link_of="a")],
        [Node("d", directory=True), Node("b", hard_link_of="d")],
        [Node("a"), Node("b", hard_link_of="a"), Node("c", hard_link_of="b")],
        [Node("a"), Node("b", b"x", hard_link_of="a")],
        [Node("a", streams={"": b"x"})],
        [Node("d", directory=True, deleted=True)],
        [Node("j", junction="C:\\", deleted=True)],
        [Node("a"), Node("b", hard_link_of="a", deleted=True)],
        [Node("a", deleted=True), Node("b", hard_link_of="a")],
    ],
)
def test_a_tree_that_contradicts_itself_is_refused(nodes: list[Node]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        complete(nodes)

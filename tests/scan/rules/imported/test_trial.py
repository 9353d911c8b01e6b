"""A file of rules that takes too much is stopped, and the next one goes on."""

import pytest

from toolkit.scan.rules.imported import trial
from toolkit.scan.rules.imported.trial import tried

GOOD = 'rule Good {{ strings: $a = "x{0}y" condition: $a }}'


def test_each_file_gets_its_own_answer() -> None:
    texts = [
        GOOD.format(1),
        "rule {",
        "private rule P { condition: true } rule N : t { meta: m = 1 condition: P }",
    ]
    answers = list(tried(texts, [b"some", b"content", b"x1y"]))
    assert [one.why for one in answers] == ["", "broken", ""]
    assert answers[0].noisy == {"Good"}
    assert [(rule.name, rule.marks, rule.tags) for rule in answers[2].rules] == [
        ("P", {"private"}, ()),
        ("N", set(), ("t",)),
    ]
    assert answers[2].noisy == {"N"}


def test_a_file_that_takes_too_long_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "SECONDS", 1.0)
    endless = "rule Endless { condition: for all i in (0..999999999) : (for all j in (0..99999) : (i >= 0)) }"
    answers = list(tried([endless, GOOD.format(2)], [b"content"]))
    assert [one.why for one in answers] == ["slow", ""]


def test_a_file_that_takes_too_much_memory_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MEMORY", 1)
    slow = "rule S { condition: for all i in (0..99999999) : (i >= 0) }"
    assert [one.why for one in tried([slow], [b"content"])] == ["memory"]

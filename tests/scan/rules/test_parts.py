"""Files of rules are cut where libyara cuts them, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rule_sets import MIXED, RANSOM, texts
from toolkit.scan.rules.parts import parts
from toolkit.scan.rules.rule_set import compiled

ODD = r"""
/* rule No { condition: true } */ import "pe" // rule No
include "a/b.yar"
private global rule First : tag other { meta: a = "condition: } /*" b = -1 c = true
  strings: $a = "quote \" } //" nocase wide
    $b = // a brace } in a comment
      { 4D [2-4] ( 5A | ?? ) // }
        /* } */ 00 }
    $c = /[}{"]\/x/is fullword
    $ = "without a name"
  condition: /* } */ $a and #b > 1 and @c[1] < 5 and pe.is_pe or any of ($*) }
rule Second { condition: First and filesize < 3KB and 1 \ 2 == 0 }
"""


def test_odd_but_right_text_is_cut_as_libyara_does() -> None:
    whole = parts(ODD)
    assert whole.imports == ("pe",)
    assert [one[0] for one in whole.includes] == ["a/b.yar"]
    assert [(rule.name, sorted(rule.marks)) for rule in whole.rules] == [
        ("First", ["global", "private"]),
        ("Second", []),
    ]
    first = whole.rules[0]
    assert [name[:2] for name in first.strings] == ["$a", "$b", "$c", "$ "]
    assert first.strings["$a"][0].text == r'"quote \" } //"'
    assert whole.text[first.start : first.end].startswith("private global rule First")
    without = "".join(ODD.split('include "a/b.yar"'))
    assert [rule.identifier for rule in compiled({"x": without})] == ["First", "Second"]


@pytest.mark.parametrize("style", [MIXED, RANSOM])
def test_generated_sets_are_cut_as_libyara_does(style: str) -> None:
    for path, text in texts(160, 5, style):
        found = [rule.identifier for rule in compiled({path: text})]
        assert [rule.name for rule in parts(text).rules] == found


def test_meta_spaces_and_comments_do_not_make_another_rule() -> None:
    one = 'rule A { meta: x = "1" strings: $a = "t" condition: $a and filesize > 1 }'
    two = 'rule A {\n strings: $a = "t" // why\n condition:\n $a   and filesize > 1 }'
    other = 'rule A { strings: $a = "t" condition: $a and filesize > 2 }'
    digests = [parts(text).rules[0].digest for text in (one, two, other)]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    "text",
    [
        "rule",
        "rule A",
        "rule A {",
        "rule A { condition:",
        "rule A { strings: $a = { 4D",
        "import",
        "x",
        "private",
    ],
)
def test_what_is_cut_short_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"token|character"):
        parts(text)


@given(st.text(alphabet='rule AB{}"$a=/*\\():meta strings condition\n', max_size=200))
def test_any_text_is_cut_or_refused(text: str) -> None:
    try:
        assert parts(text).text == text
    except ValueError:
        return

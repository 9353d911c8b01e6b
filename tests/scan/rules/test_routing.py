"""Routing loses no match and adds none."""

import random
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.routing import Routed, compared, planted, routed
from evaluation.rule_sets import MIXED, RANSOM, texts
from toolkit.scan.rules.imported.control import benign, program
from toolkit.scan.rules.parts import parts
from toolkit.scan.rules.routing import is_heavy, is_program, large, light
from toolkit.scan.rules.rule_set import compiled

KB = 1024
HEAD = 'import "pe"\nimport "elf"\nimport "math"\n'
STRINGS = 'strings: $a = "alpha" $b = "beta" nocase $mz = { 4D 5A }'
FALSE_ELSEWHERE = (
    "uint16(0) == 0x5A4D and $a",
    "uint16be ( 0 ) == 0x4d5a",
    "0x5A4D == uint16(0)",
    "uint32(0) == 0x464c457f or uint32be(0) == 0xcafebabe and uint32be(4) == 2 or uint32(0) == 0xfeedface",
    "uint8(0) == 0x4D and filesize < 1MB and uint8(1) == 0x5A",
    "(uint8(0) == 77 and $a) and (uint8(1) == 90)",
    "$mz at 0 and any of them",
    "pe.is_pe and $a",
    "pe.is_pe == 1",
    'pe.imphash() == "x" or elf.type == elf.ET_EXEC',
    "not pe.is_dll() and $a",
    "$a at pe.entry_point",
    "$a at entrypoint",
    'for any i in (0 .. pe.number_of_sections) : ( pe.sections[i].name == ".x" or $a )',
    "for any s in pe.sections : ( true )",
    "for any k, v in pe.version_info : ( true )",
    "for any of them : ( $ at pe.entry_point )",
    "for any i in (1..3) : ( uint16(0) == 0x5A4D and i > 1 )",
    "(not $a or $b) and (uint16(0) == 0x5A4D or pe.machine != pe.MACHINE_I386)",
    "Only_Programs and $a",
    "false and any of them",
    "math.entropy(0, pe.overlay.offset) > 1",
)  # fmt: skip
ANYWHERE = (
    "$a",
    "(uint16(0) == 0x5A4D and $a) or 2 of them",
    "pe.is_dll() or any of ($a, $b)",
    "not uint16(0) == 0x5A4D",
    "uint16(0) != 0x5A4D and $a",
    "pe.is_pe == 0 and $a",
    "not pe.is_pe and $a",
    "not Only_Programs and $a",
    "not (pe.is_dll() and $a) and $b",
    "uint8(0) == 0x4D and $a",
    "uint16(2) == 0x5A4D or $a",
    "$mz and $a",
    "uint32(uint32(0x3C)) == 0x4550",
    "pe.MACHINE_I386 == 0x14c and $a",
    "for all i in (1..#a) : ( uint16(0) == 0x5A4D )",
    "for any i in (1..2) : ( uint16(0) == 0x5A4D or i == 1 )",
    "#a in (0..pe.overlay.offset) == 0",
    "defined pe.machine or $a",
    "uint16(0) == 0x4B50 and $a",
    "for any i in (1, pe.number_of_sections) : ( i == 1 )",
    "for any i in (pe.number_of_sections, 1) : ( i == 1 and $a )",
    'for any s in ("a", pe.pdb_path) : ( s == "a" )',
    "for any Only_Programs in (1..2) : ( Only_Programs )",
    "for any Only_Programs in (0..1) : ( Only_Programs and $a )",
    "for any i in (0..1) : ( for any Only_Programs in (1..2) : ( Only_Programs ) )",
    "uint32be(0) == 0xcafebabe and any of them",
    "uint32(0) == 0xbebafeca and uint32be(4) == 0x34",
    "uint16be(0) == 0xcafe and uint16be(2) == 0xbabe and uint8(4) == 0",
)
CONTENTS = (
    b"", b"he", b"hello alpha beta" * 3, b"alpha", b"beta alpha MZ", bytes(300) + b"beta", b"PK\x03\x04alpha",
    b"Malpha", b"\x7falpha", b"MZalpha beta", program(b"alpha beta MZ"), b"\x7fELF" + bytes(60) + b"alpha",
    b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10 alpha", b"\xca\xfe\xba\xbe\0\0\0\2 beta", b"\xca\xfe\xba\xbe\0\0",
)  # fmt: skip


def rules(*conditions: str) -> str:
    first = f"private rule Only_Programs {{ {STRINGS} condition: pe.is_pe and any of them }}\n"
    named = (
        f"rule R{n} {{ {STRINGS} condition: ({one}) or (false and any of them) }}\n"
        for n, one in enumerate(conditions)
    )
    return HEAD + first + "".join(named)


def same(text: str, sizes: tuple[int, ...] = ()) -> None:
    light_by_size = {least: {"x": part} if (part := light(text, least=least)) else {} for least in sizes}
    by_size = {least: {"x": large(text, frozenset(), least)} for least in sizes}
    files = chain(CONTENTS, *(padded(least) for least in sizes))
    told = compared({"x": text}, Routed(routed({"x": text}).light, light_by_size, by_size), files)
    assert (told.lost, told.added) == (0, 0)


def padded(least: int) -> list[bytes]:
    return [
        (data + b" " * size)[:size] for data in CONTENTS[3:12:2] for size in (least - 1, least, 3 * least)
    ]


@pytest.mark.parametrize("condition", FALSE_ELSEWHERE)
def test_a_rule_about_programs_leaves_the_light_set(condition: str) -> None:
    assert light(rules(condition)) == ""
    same(rules(condition))


@pytest.mark.parametrize("condition", ANYWHERE)
def test_any_other_rule_stays(condition: str) -> None:
    assert "R0" in {rule.name for rule in parts(light(rules(condition))).rules}
    same(rules(condition))


def test_no_module_is_imported_for_a_condition_that_is_false_on_texts() -> None:
    kept = light(rules('pe.imphash() == "x" and $a or 2 of them', "$a at pe.entry_point or $b"))
    assert 'import "pe"' not in kept
    assert 'import "pe"' in light(rules("pe.is_pe == 0 and $a"))


def test_private_and_global_rules_follow_their_users() -> None:
    kept = light(rules("not Only_Programs and $a"))
    assert [rule.name for rule in parts(kept).rules] == ["Only_Programs", "R0"]
    closed = (
        f"global rule G {{ condition: uint16(0) == 0x5A4D }}\nrule A {{ {STRINGS} condition: any of them }}"
    )
    assert light(closed) == ""
    opened = closed.replace("uint16(0) == 0x5A4D", "filesize > 20")
    assert [rule.name for rule in parts(light(opened)).rules] == ["G", "A"]
    same(opened, (64, KB))


def test_a_rule_that_stays_for_others_only_does_not_report() -> None:
    user = f"rule A {{ {STRINGS} condition: not Shown and any of them }}"
    text = f"rule Shown {{ condition: uint16(0) == 0x5A4D }}\n{user}"
    assert "private rule Shown" in light(text)
    same(text)


@pytest.mark.parametrize(
    ("head", "heavy"),
    [
        (b"MZ\x90\0\3\0\0\0", True),
        (b"\x7fELF\2\1\1\0", True),
        (b"PK\3\4\n\0\0\0", False),
        (b"", False),
        (b"M", False),
        (b"\xca\xfe\xba\xbe\0\0\0\2", True),
        (b"\xca\xfe\xba\xbe\0\0\0\x2c", True),
        (b"\xca\xfe\xba\xbe\0\0\0\x2d", False),
        (b"\xca\xfe\xba\xbe\0\3\0\x2d", False),
        (b"\xca\xfe\xba\xbe\0\0\0\x41", False),
        (b"\xca\xfe\xba\xbe", False),
    ],
)
def test_a_java_class_is_no_mach_o_of_many_machines(head: bytes, heavy: bool) -> None:
    assert is_heavy(head) is heavy


ONLY_SMALL = (
    "filesize < 1KB and $a",
    "$a and (filesize<1024)",
    "filesize < 0x400",
    "filesize <= 1023 and any of them",
    "filesize == 200",
    "1KB > filesize and $a or 1000 >= filesize",
    "Only_Small and $a",
    "for any i in (1..3) : ( filesize < 1KB and @a[i] > 2 )",
    "for any of them : ( filesize < 1000 )",
    "filesize < 100 or (filesize < 1KB and not $b)",
)
OF_ANY_SIZE = (
    "filesize < 1025 and $a",
    "filesize <= 1KB and $a",
    "filesize < 1MB and $a",
    "filesize > 1KB and $a",
    "filesize != 1000 and $a",
    "1KB < filesize and $a",
    "not filesize < 1KB and $a",
    "not Only_Small and $a",
    "filesize < 1KB or $a",
    "filesize < 1KB * 2 and $a",
    "filesize - 1 < 1KB and $a",
    "2 * filesize < 1KB or filesize < 2 * 1KB",
    "for all i in (1..#a) : ( filesize < 1KB )",
    "for any i in (1..#a) : ( filesize < 1KB )",  # a loop that is not understood
    "for any Only_Small in (1..2) : ( Only_Small )",
    "uint16(0) < 1KB and $a",
    "#a < 1KB and $a",
)


def sized(condition: str) -> str:
    return f"private rule Only_Small {{ condition: filesize < 1KB }}\n{rules(condition)}"


@pytest.mark.parametrize("condition", ONLY_SMALL)
def test_a_rule_about_small_files_leaves_the_sets_for_large_ones(condition: str) -> None:
    text = sized(condition)
    assert light(text, least=KB) == large(text, frozenset(), KB) == ""
    assert "R0" in {rule.name for rule in parts(light(text)).rules}
    same(text, (KB, 64))


@pytest.mark.parametrize("condition", OF_ANY_SIZE)
def test_a_rule_that_may_hold_on_a_large_file_stays(condition: str) -> None:
    text = sized(condition)
    for kept in (light(text, least=KB), large(text, frozenset(), KB)):
        assert "R0" in {rule.name for rule in parts(kept).rules}
    same(text, (KB, 64))


@pytest.mark.parametrize("condition", FALSE_ELSEWHERE)
def test_a_rule_about_programs_stays_in_the_set_for_large_ones(condition: str) -> None:
    wanted = "filesize < 1MB" not in condition and condition != "false and any of them"
    assert ("R0" in large(rules(condition), frozenset(), 1 << 20)) is wanted
    same(rules(condition), (KB,))


ATOMS = (
    *FALSE_ELSEWHERE, *ANYWHERE, *ONLY_SMALL[:6], *OF_ANY_SIZE[:6], "all of them", "filesize > 10", "true",
    "any of (Only_*)",
)  # fmt: skip


def joins(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, st.sampled_from((" and ", " or ", " or /* and */ ")), inner)
    return pair.map(lambda one: f"({one[0]}){one[1]}({one[2]})") | inner.map(lambda one: f"not ({one})")


@settings(max_examples=120, deadline=None)
@given(st.lists(st.recursive(st.sampled_from(ATOMS), joins, max_leaves=6), min_size=1, max_size=4))
def test_any_condition_says_the_same_routed(conditions: list[str]) -> None:
    same(rules(*conditions), (KB,))


@pytest.mark.parametrize(("style", "least"), [(MIXED, 300), (RANSOM, 10)])
def test_a_control_corpus_loses_nothing(style: str, least: int) -> None:
    sources = dict(texts(240, 7, style))
    rng = random.Random(7)  # noqa: S311 - a corpus that can be made again
    found = [rule for text in sources.values() for rule in parts(text).rules if rule.strings]
    told = compared(sources, routed(sources), [*planted(found[:90], rng), *benign()[:40]])
    assert told.files >= 500
    assert told.matches >= least
    assert (told.lost, told.added) == (0, 0)


@pytest.mark.parametrize("field", ["machine", "timestamp", "number_of_sections", "overlay.size", "checksum"])
def test_libyara_leaves_fields_of_programs_undefined_elsewhere(field: str) -> None:
    probe = compiled({"x": f'import "pe" rule A {{ condition: defined pe.{field} }}'})
    assert [bool(probe.match(data=data)) for data in CONTENTS if not is_program(data)] == [False] * 9
    assert probe.match(data=program(b"x"))

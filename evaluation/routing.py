"""Whether routing loses or adds a match: `python -m evaluation.routing [SET | FOLDER…]`.

Every file of a control corpus is compared with the whole of a rule set and with what routing gives it; both
must say the same. The corpus is made of the rules' own strings, planted in texts, in programs and in other
files, whole and mutated, beside real programs and texts of this Python; and of the same strings in files just
below and just above the sizes from which on fewer rules suffice. Without arguments the rule sets are
our own and two generated ones.
"""

import random
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from evaluation.rule_sets import MIXED, RANSOM, texts
from signatures.manifest import SET
from toolkit.scan.rules.imported.control import benign, program
from toolkit.scan.rules.imported.loading import texts_of
from toolkit.scan.rules.parts import Rule, parts
from toolkit.scan.rules.routing import is_heavy, large, light
from toolkit.scan.rules.rule_set import compiled
from toolkit.scan.rules.signatures import BY_SIZE, LIGHT_BY_SIZE
from toolkit.scan.rules.size import MB

_PLANTED = 400  # rules of a set whose strings are planted
_REAL = 300  # programs and texts of this Python
_PADDED = {MB: 160, 32 * MB: 12}  # rules of a set whose strings stand in contents of about that size
_FEW = 3
# Java classes of several versions, and Mach-O for two machines, which begin alike.
_SHARED = b"\xca\xfe\xba\xbe\0\0\0"
_ALIKE = (
    *(_SHARED + bytes([major]) + b"\0\x20\x0a\0\6" for major in (45, 52, 65)),
    _SHARED + b"\2" + bytes(40),
)
_ASKING = (
    "uint32be(0) == 0xCAFEBABE and any of them",
    "uint32(0) == 0xBEBAFECA and $b and filesize < 5MB",
    "uint32be(0) == 0xCAFEBABE and uint32be(4) == 2 and any of them",
    "uint32(0) == 0xFEEDFACE or uint32(0) == 0xBEBAFECA and $a or uint32(0) == 0xFEEDFACF",
    "$c at 0 and $a",
    "not $c at 0 and $a and $b",
    "uint32be(0) == 0xCAFEBABE and uint16be(6) > 50 and $a",
    "(uint16(0) == 0x5A4D or uint32be(0) == 0xCAFEBABE) and 1 of ($a, $b)",
    "uint32be(0) == 0xCAFEBABE and (pe.is_pe or $b)",
)
_ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00" + bytes(44)


Sources = Mapping[str, str]  # texts of rules by namespace
_NONE: Mapping[int, Sources] = MappingProxyType({})


class Outcome(NamedTuple):
    files: int
    matches: int
    off_programs: int  # of them on files that the light set alone is for
    lost: int
    added: int


class Routed(NamedTuple):
    """The texts of a set for what is no program, of any size, and for what has so many bytes and more."""

    light: Sources
    light_by_size: Mapping[int, Sources] = _NONE
    by_size: Mapping[int, Sources] = _NONE  # for programs too


def planted(rules: Sequence[Rule], rng: random.Random) -> Iterator[bytes]:
    """Yield contents that hold the strings of rules: all of them, some, in a text, a program or damaged."""
    for rule in rules:
        found = [data for value in rule.strings.values() if (data := _sample(value, rng))]
        if not found:
            continue
        some = rng.sample(found, rng.randrange(1, len(found) + 1))
        for body in (b" \r\n".join(found), b"\0 ".join(some)):
            yield body
            yield b"une note de service : " + body + b"\r\n"
            yield rng.choice((program(body), _ELF + body, b"MZ" + bytes(62) + body, b"PK\x03\x04" + body))
            yield rng.choice(_ALIKE) + body
            yield _mutated(rng.choice((program(body), body)), rng)


def _sample(value: Sequence[Any], rng: random.Random) -> bytes:
    """Return bytes that one string of a rule matches, for plain texts and hexadecimal bytes."""
    kind, text = value[0].kind, value[0].text
    marks = {token.text for token in value[1:]}
    if kind == "text" and "xor" not in marks and "base64" not in marks:
        plain = text[1:-1].encode().decode("unicode_escape").encode("latin-1", "replace")
        return (
            plain.decode("latin-1").encode("utf-16-le") if "wide" in marks and rng.random() < 0.5 else plain
        )
    if kind == "bytes" and not set(text) & set("([~/"):
        return bytes(_byte(pair, rng) for pair in text.strip("{} \r\n").split() if len(pair) == 2)
    return b""


def _byte(pair: str, rng: random.Random) -> int:
    return int("".join(f"{rng.randrange(16):x}" if digit == "?" else digit for digit in pair), 16)


def _mutated(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        changed[rng.randrange(min(len(changed), 4096))] = rng.randrange(256)
    return bytes(changed[rng.randrange(_FEW) :])


def real(count: int = _REAL) -> Iterator[bytes]:
    """Yield programs, libraries and texts of this machine, the Windows programs of setuptools first."""
    folders = [Path(sysconfig.get_path(name)) for name in ("purelib", "stdlib")]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.exe"))]
    paths += sorted(path for folder in folders for path in folder.rglob("*.so*"))[: count // 4]
    paths += sorted(folders[1].glob("*.py"))
    for path in paths[:count]:
        yield path.read_bytes()[: 512 * 1024]


def padded(rules: Sequence[Rule], rng: random.Random) -> Iterator[bytes]:
    """Yield contents of about the sizes that routing knows, which hold all strings of one rule, or some."""
    for least, most in _PADDED.items():
        for rule in rng.sample(rules, min(most, len(rules))):
            bodies = list(planted([rule], rng))
            for body in rng.sample(bodies, min(_FEW, len(bodies))):
                size = least + rng.choice((-1, -1, 0, 1, 4096))
                filler = rng.choice((b"\0", b"\n", b"a "))
                yield (body + filler * size)[:size]


def compared(sources: Sources, parts_of: Routed, files: Iterable[bytes]) -> Outcome:
    """Match every file with the whole set and as routed; the texts stand by namespace."""
    whole = compiled(sources)
    light_rules = _compiled({**parts_of.light_by_size, 0: parts_of.light})
    rules = {**_compiled(parts_of.by_size), 0: whole}
    count = matches = off = lost = added = 0
    for data in files:
        every = _hits(whole, data)
        heavy = is_heavy(data[:8])
        suited = rules if heavy else light_rules
        one = suited[max(least for least in suited if least <= len(data))]
        some = every if one is whole else _hits(one, data) if one else set()
        count += 1
        matches += len(every)
        off += 0 if heavy else len(every)
        lost += len(every - some)
        added += len(some - every)
    return Outcome(count, matches, off, lost, added)


def _compiled(texts_by_size: Mapping[int, Sources]) -> dict[int, Any]:
    return {least: compiled(sources) if sources else None for least, sources in texts_by_size.items()}


def _hits(rules: Any, data: bytes) -> set[tuple[str, str]]:
    return {(hit.namespace, hit.rule) for hit in rules.match(data=data, fast=True, timeout=60)}


def measured(sources: Sources, parts_of: Routed, seed: int = 1) -> Outcome:
    """Build the control corpus of a rule set and compare."""
    rng = random.Random(seed)
    rules = [rule for text in sources.values() for rule in parts(text).rules if rule.strings]
    chosen = rng.sample(rules, min(_PLANTED, len(rules)))
    return compared(sources, parts_of, chain(planted(chosen, rng), benign(), real(), padded(chosen, rng)))


def routed(sources: Sources) -> Routed:
    """Return the light text of each file that has one, and the texts for large contents."""
    return Routed(
        _light(sources, 0),
        {least: _light(sources, least) for least in LIGHT_BY_SIZE},
        {
            least: {space: large(text, frozenset(), least) for space, text in sources.items()}
            for least in BY_SIZE
        },
    )


def _light(sources: Sources, least: int) -> Sources:
    return {space: text for space, whole in sources.items() if (text := light(whole, least=least))}


def asking() -> str:
    """Return rules about what begins like a Mach-O for several machines, in the forms they are written."""
    strings = 'strings: $a = "first planted words" $b = "other planted words" wide ascii $c = { CA FE BA BE }'
    named = (
        f"rule Alike_{number} {{ {strings} condition: ({condition}) or (false and any of them) }}\n"
        for number, condition in enumerate(_ASKING * 5)
    )
    return 'import "pe"\n' + "".join(named)


def _sets(arguments: Sequence[str]) -> Iterator[tuple[str, Sources, Routed]]:
    for argument in map(Path, arguments):
        if argument.is_dir():
            found = {path.as_posix(): path.read_text() for path in argument.rglob("*.yar*")}
            yield argument.name, found, routed(found)
        else:
            whole, lighter = texts_of(argument)
            yield argument.name, whole, Routed(lighter)
    if not arguments:
        own = {path.name: path.read_text(encoding="utf-8") for path in (SET / "rules").glob("*.yar")}
        for name, found in (
            ("our own", own),
            ("586 rules of programs", dict(texts(586, 1, RANSOM))),
            ("6,000 mixed rules", dict(texts(6000, 1, MIXED))),
            ("rules of Java and Mach-O", {"alike.yar": asking()}),
        ):
            yield name, found, routed(found)


def _count(sources: Sources) -> int:
    return len(list(compiled(sources))) if sources else 0


def main(arguments: list[str]) -> int:
    worst = 0
    for name, sources, parts_of in _sets(arguments):
        told = measured(sources, parts_of)
        print(f"{name}: {_count(sources)} rules, {_count(parts_of.light)} of them for every file")
        for whose, by_size in (("every file", parts_of.light_by_size), ("programs too", parts_of.by_size)):
            for least, texts_for in by_size.items():
                print(f"  from {least // MB} MB on: {_count(texts_for)} for {whose}")
        print(f"  {told.files} files, {told.matches} matches, {told.off_programs} of them on no program")
        print(f"  lost by routing: {told.lost}, added: {told.added}")
        worst = max(worst, told.lost + told.added)
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

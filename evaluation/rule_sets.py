"""Rule sets of any size in published forms: `python -m evaluation.rule_sets FOLDER COUNT [SEED [STYLE]]`.

The strings are drawn by chance and describe nothing. The shares of the conditions are those counted in public
sets: of programs only (`ransom`, like ReversingLabs: hexadecimal code behind MZ), or mixed (`mixed`, like
signature-base: half on any file, some asking the pe module, externals, private and global rules).
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

RANSOM, MIXED = "ransom", "mixed"
_PER_FILE = 8
_SYLLABLES = (
    "ka",
    "to",
    "mi",
    "ru",
    "sen",
    "dol",
    "vax",
    "per",
    "ith",
    "lom",
    "que",
    "zan",
    "bre",
    "fy",
    "gon",
)
_SIGNED = 'for any i in (0 .. pe.number_of_signatures) : (pe.signatures[i].serial == "{serial}")'
# (weight, condition, whether it asks the pe or elf module)
_PROGRAMS = (
    (60, "uint16(0) == 0x5A4D and all of ($x*) and $h0", False),
    (15, "uint16(0) == 0x5A4D and ((all of ($x*)) or ($h0 and $h1))", False),
    (8, "uint32(0) == 0x464C457F and 1 of ($h*) and any of them", False),
    (8, 'pe.is_pe and ($h0 or pe.imphash() == "{hash}") and any of them', True),
    (6, "uint16(0) == 0x5A4D and " + _SIGNED + " or (pe.is_dll() and any of them)", True),
    (3, "elf.type == elf.ET_EXEC and 2 of them", True),
)
_ANYWHERE = (
    (20, "1 of ($x*) or all of ($h*)", False),
    (12, "filesize < 500KB and 2 of them", False),
    (6, "(uint16(0) == 0x5a4d and $h0) or 2 of ($x*)", False),
    (4, '3 of them or pe.imphash() == "{hash}" or pe.exports("{word}")', True),
    (3, "any of ($h*) or ($x0 and filename matches /{word}/)", False),
    (3, "$x0 at 0 or ($mz at 0 and $h0) or $x1 and not $h1", False),
    (2, "for any i in (1..#x0) : (@x0[i] < 100000) or $h0 or $h1", False),
    (2, "Is_Program and any of them", False),
    (2, "not Is_Program and 2 of ($x*) or all of ($h*)", False),
)


def texts(count: int, seed: int = 1, style: str = MIXED) -> Iterator[tuple[str, str]]:
    """Yield files of rules, path and text, `count` rules in all beside the private ones."""
    rng = random.Random(f"{style} {seed}")
    number = 0
    while number < count:
        rules = [_rule(rng, n, style) for n in range(number, min(count, number + _PER_FILE))]
        number += len(rules)
        yield f"{rng.choice(('ransomware', 'tool', 'trojan'))}/set{number // _PER_FILE:05}.yar", _file(rules)


def write(folder: Path, count: int, seed: int = 1, style: str = MIXED) -> int:
    """Write such a set below a folder and return how many files it has."""
    written = 0
    for path, text in texts(count, seed, style):
        target = folder / "yara" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        written += 1
    (folder / "LICENSE").write_text(
        "MIT License\n\nPermission is hereby granted, free of charge, to any person\n"
    )
    return written


def _file(rules: list[tuple[str, bool]]) -> str:
    body = "\n".join(text for text, _ in rules)
    imports = 'import "pe"\nimport "elf"\n' if any(asks for _, asks in rules) else ""
    private = (
        "private rule Is_Program { condition: uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x4550 }\n"
    )
    return imports + (private if "Is_Program" in body else "") + body


def _rule(rng: random.Random, number: int, style: str) -> tuple[str, bool]:
    forms = _PROGRAMS if style == RANSOM or rng.random() < 0.5 else _ANYWHERE
    _, condition, asks = rng.choices(forms, [form[0] for form in forms])[0]
    condition = condition.format(
        hash=rng.randbytes(16).hex(), serial=":".join(f"{b:02x}" for b in rng.randbytes(8)), word=word(rng)
    )
    strings = [
        f'$x{n} = "{_phrase(rng)}" {rng.choice(("", "wide ascii", "nocase", "fullword"))}' for n in range(4)
    ]
    strings += [f"$h{n} = {{ {_code(rng)} }}" for n in range(2)]
    strings += ["$mz = { 4D 5A }"] if "$mz" in condition else []
    lines = "\n        ".join(strings)
    meta = f'author = "generated" description = "drawn by chance" score = {rng.randrange(40, 90)}'
    return (
        f"""rule Gen_{style}_{number:06}
{{
    meta:
        {meta}
    strings:
        {lines}
    condition:
        {condition if "of them" in condition else f"({condition}) and any of them"}
}}
""",
        asks,
    )


def word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(3, 5)))


def _phrase(rng: random.Random) -> str:
    return " ".join(word(rng) for _ in range(rng.randrange(1, 4)))


def _code(rng: random.Random) -> str:
    length = rng.randrange(16, 90)
    return (
        " ".join(
            "??" if n > 4 and rng.random() < 0.15 else f"{rng.randrange(256):02X}" for n in range(length)
        )
        + " C3"
    )


def main(arguments: list[str]) -> None:
    folder, count = Path(arguments[0]), int(arguments[1])
    seed = int(arguments[2]) if len(arguments) > 2 else 1
    style = arguments[3] if len(arguments) > 3 else MIXED
    print(f"{write(folder, count, seed, style)} files of {style} rules in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])

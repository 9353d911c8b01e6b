"""Write MANIFEST.sha256 and its pin, together, after the signature set was changed on purpose."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from toolkit.scan.rules.parts import parts
from toolkit.scan.rules.routing import large, light
from toolkit.scan.rules.signatures import (
    BY_SIZE,
    CONTROL_RULE,
    LIGHT,
    LIGHT_BY_SIZE,
    MANIFEST,
    compiled,
    data_files,
)

SET = Path(__file__).resolve().parent
PINNED = SET.parent / "toolkit" / "scan" / "rules" / "pinned.py"
_LIGHT = {LIGHT: 0, **{path: least for least, path in LIGHT_BY_SIZE.items()}}
_LARGE = {path: least for least, path in BY_SIZE.items()}
_PARTS = (*_LIGHT, *_LARGE)
_PINNED_TEXT = '''"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "{digest}"
RULE_COUNT = {rules}  # the control included
PART_COUNTS = {{
{parts}}}
'''


def manifest_of(folder: Path) -> bytes:
    """Return the manifest of the set in a folder, in the format of sha256sum."""
    lines = [
        f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in data_files(folder)
    ]
    return "".join(lines).encode("utf-8")


def pinned_of(folder: Path) -> bytes:
    """Return the text of toolkit/scan/rules/pinned.py for the set in a folder."""
    files = {path: (folder / path).read_bytes() for path in data_files(folder)}
    digest = hashlib.sha256(manifest_of(folder)).hexdigest()
    counts = "".join(
        f'    "{path}": {_count({f"{path}.yar": files[path]})},\n' for path in _PARTS if path in files
    )
    return _PINNED_TEXT.format(digest=digest, rules=_count(files), parts=counts).encode("utf-8")


def _count(files: Mapping[str, bytes]) -> int:
    return len(list(compiled(files)))


def light_of(folder: Path, least: int = 0) -> bytes:
    """Return the rules of a set for what is no program nor the like of it and has `least` bytes (routing)."""
    return "".join(light(text, frozenset({CONTROL_RULE}), least) for text in _texts(folder)).encode("utf-8")


def large_of(folder: Path, least: int) -> bytes:
    """Return the rules of a set for what has `least` bytes, of any kind (routing)."""
    return "".join(large(text, frozenset({CONTROL_RULE}), least) for text in _texts(folder)).encode("utf-8")


def _texts(folder: Path) -> list[str]:
    texts = [(folder / path).read_text("utf-8") for path in data_files(folder) if path.endswith(".yar")]
    if any("global" in rule.marks for text in texts for rule in parts(text).rules):
        raise ValueError("a global rule would reach from one file into the others")
    return texts


def main() -> None:
    for path, least in _LIGHT.items():
        (SET / path).write_bytes(light_of(SET, least))
    for path, least in _LARGE.items():
        (SET / path).write_bytes(large_of(SET, least))
    (SET / MANIFEST).write_bytes(manifest_of(SET))
    PINNED.write_bytes(pinned_of(SET))


if __name__ == "__main__":
    main()

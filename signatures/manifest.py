"""Write MANIFEST.sha256 and its pin, together, after the signature set was changed on purpose."""

import hashlib
from pathlib import Path

from toolkit.scan.rules.parts import parts
from toolkit.scan.rules.routing import light
from toolkit.scan.rules.signatures import CONTROL_RULE, LIGHT, MANIFEST, compiled, data_files

SET = Path(__file__).resolve().parent
PINNED = SET.parent / "toolkit" / "scan" / "rules" / "pinned.py"
_PINNED_TEXT = '''"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "{digest}"
RULE_COUNT = {rules}  # the control included
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
    return _PINNED_TEXT.format(digest=digest, rules=len(list(compiled(files)))).encode("utf-8")


def light_of(folder: Path) -> bytes:
    """Return the rules of a set that can match what is no program and nothing like it (routing)."""
    texts = [(folder / path).read_text("utf-8") for path in data_files(folder) if path.endswith(".yar")]
    if any("global" in rule.marks for text in texts for rule in parts(text).rules):
        raise ValueError("a global rule would reach from one file into the others")
    return "".join(light(text, frozenset({CONTROL_RULE})) for text in texts).encode("utf-8")


def main() -> None:
    (SET / LIGHT).write_bytes(light_of(SET))
    (SET / MANIFEST).write_bytes(manifest_of(SET))
    PINNED.write_bytes(pinned_of(SET))


if __name__ == "__main__":
    main()

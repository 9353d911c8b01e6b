"""Files of rules and prepared sets: what a stranger wrote, and what came back from a stick."""

from evaluation.rule_sets import MIXED, RANSOM, texts
from toolkit.errors import SignatureRefusal
from toolkit.scan.rules.imported.includes import resolved
from toolkit.scan.rules.imported.loading import ABOUT, MANIFEST, loaded, manifest_of
from toolkit.scan.rules.imported.texts import text_of
from toolkit.scan.rules.packed import HEAD, packed
from toolkit.scan.rules.routing import light

_ABOUT = b'{"whole": 1, "light": 1, "asks": [], "rules": [{"rule": "a:A", "space": "a", "name": "A"}]}'
_RULE = b"rule A { condition: filesize > 3 }"


def seeds() -> list[bytes]:
    files = {ABOUT: _ABOUT, "whole/a": _RULE, "light/a": _RULE}
    made = packed({**files, MANIFEST: manifest_of(files)})
    generated = [text.encode() for style in (MIXED, RANSOM) for _, text in texts(16, 1, style)]
    return [made, *generated, b'include "b.yar"\nrule A { strings: $a = "caf\xe9" condition: not $a }']


def read(data: bytes) -> str:
    if data.startswith(HEAD):
        try:
            return f"set of {len(loaded(data, 'a.set').facts)}"
        except SignatureRefusal as refused:
            return str(refused.facts["why"])
    try:
        text = text_of(data)
        return "routed" if light(resolved("a", {"a": text, "b.yar": ""})) else "heavy"
    except ValueError:
        return "refused"

"""XML: a text to the end, whose first element is closed (XML 1.0, sections 2.1 and 2.8)."""

import re

from toolkit.scan.content import Content
from toolkit.scan.damage import text
from toolkit.scan.damage.structure import TRUNCATED, Structure, broken
from toolkit.scan.wording import encoding_of

_DECLARATION = re.compile(r"\s*<\?xml\s", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,200})(?=[\s/>])")
_START_TAG = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_ASIDE = (("<?", "?>"), ("<!--", "-->"))
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(\[[^\]]{0,60000}\]\s*)?>", re.IGNORECASE)
_TOLD = 200  # asides before the first element


def check(content: Content) -> Structure:
    """Decode as any text; one that opens its first element and nowhere in its last 64 KB closes it was cut.

    What is appended behind is not asked about: logs are written so, and a name that ends what it did not
    begin is for a reader of XML.
    """
    found = text.check(content)
    if found.verdict != "valid":
        return found
    encoding = encoding_of(content.head) or "latin"
    wide = encoding.startswith("utf-16")
    coding = encoding if wide else "latin-1"
    name = _opened(content.head.decode(coding, "replace").removeprefix("\ufeff").removeprefix("ï»¿"))
    if name is None:
        return found
    tail = content.tail[(len(content.tail) - content.size) % 2 if wide else 0 :].decode(coding, "replace")
    if re.search(f"</{re.escape(name)}\\s*>", tail):
        return found
    return broken(TRUNCATED, content.size, found.vouched)


def _opened(head: str) -> str | None:
    """Return the name of a first element that is opened and not closed at once, None where unclear."""
    if not _DECLARATION.match(head):
        return None
    at = 0
    for _ in range(_TOLD):
        at += len(head[at:]) - len(head[at:].lstrip())
        aside = next((ends for starts, ends in _ASIDE if head.startswith(starts, at)), None)
        doctype = _DOCTYPE.match(head, at)
        if aside:
            at = head.find(aside, at) + len(aside)
            if at < len(aside):
                return None
        elif doctype:
            at = doctype.end()
        else:
            break
    root = _ROOT.match(head, at)
    end = _START_TAG.match(head, root.end()) if root else None
    return root[1] if root and end and not end[0].endswith("/>") else None

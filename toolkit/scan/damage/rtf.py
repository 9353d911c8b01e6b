"""RTF: a text of seven bits in braces, closed at its end (Rich Text Format Specification 1.9.1)."""

from toolkit.scan.content import Content
from toolkit.scan.damage import text
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken

_MAGIC = b"{\\rtf"
_RAW = b"\\bin"  # raw bytes may follow, which hardly any writer uses
_BEHIND = 512  # bytes at the end among which the last brace stands


def check(content: Content) -> Structure:
    """Decode the text to its end, and ask for the brace that closes it."""
    if not content.head.startswith(_MAGIC):
        return NOT_THIS
    if _RAW in content.head:
        return NOT_THIS
    found = text.check(content)
    if found.verdict == "not_this":
        return broken(CONTRADICTION, len(_MAGIC), len(_MAGIC))
    if found.verdict == "valid" and b"}" not in content.tail[-_BEHIND:]:
        return broken(TRUNCATED, content.size, found.vouched)
    return found

"""What is odd or hostile about a name: it deceives a reader, a program or a spreadsheet."""

import re
import unicodedata

# The bidirectional controls of Unicode Technical Report 36.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Not of category Cf, and drawn as nothing all the same: fillers, joiners, variation selectors, blank Braille.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNUSUAL_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_RUNS = "bat|cmd|com|cpl|exe|hta|jar|jse?|lnk|ms[ip]|pif|ps1|reg|sc[fr]|url|vb[es]|ws[fh]"
_READS = (
    "bmp|csv|dcm|doc[mx]?|gif|html?|jpe?g|mp[34]|od[pst]|pdf|png|pptx?|rar|rtf|tiff?|txt|xls[mx]?|xml|zip|7z"
)
_DOUBLE = re.compile(rf"\.({_READS})[\s\u00a0_]*\.({_RUNS})[\s.]*$", re.IGNORECASE)
# Windows keeps a shortcut named "report.pdf.lnk" for every document opened.
_RECENT = re.compile(r"(^|/)Recent/([^/]+/)?[^/]*\.(lnk|url)$", re.IGNORECASE)
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(\.|:|$)", re.IGNORECASE
)
# A spreadsheet runs a cell that starts so; "-", "+" and "@" also start ordinary names.
_FORMULA = re.compile(r"[=\t\r]|[+\-@](?=.*[(!|])", re.DOTALL)
_MARKUP = re.compile(r"<[a-z/!?]|&(#\d+|#x[0-9a-f]+|lt|gt|quot|apos|amp);|javascript:", re.IGNORECASE)
# Most paths, told apart at once: every name begins with a letter or a digit and goes on in plain characters;
# none ends in a space or a dot, begins like a device, or has an ending that runs.
_ORDINARY = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_ .,-]*/)*[A-Za-z0-9_][A-Za-z0-9_ .,-]*", re.ASCII)
_SUSPECT = re.compile(
    rf"[ .](?:/|$)|(?:^|/)(?:con|prn|aux|nul|com|lpt)|\.(?:{_RUNS})[\s.]*$", re.IGNORECASE | re.ASCII
)
_LONGEST_PATH = 259  # characters that programs limited to MAX_PATH can open, the drive included
_LONGEST_NAME = 255


def marks(path: str) -> tuple[str, ...]:
    """Return the codes of what is odd in a path, sorted: texts/*/scan.toml has `mark_<code>` for each."""
    if _ORDINARY.fullmatch(path) and len(path) < _LONGEST_NAME and not _SUSPECT.search(path):
        return ()
    names = path.split("/")
    found = _marks_of_characters(path)
    found.update(code for name in names for code in _marks_of_name(name))
    if _DOUBLE.search(names[-1]) and not _RECENT.search(path):
        found.add("double_extension")
    if _FORMULA.match(path) or _FORMULA.match(names[-1]):
        found.add("spreadsheet_formula")
    if _MARKUP.search(path):
        found.add("markup")
    if _units(path) > _LONGEST_PATH or any(_units(name) > _LONGEST_NAME for name in names):
        found.add("too_long")
    return tuple(sorted(found))


def _marks_of_characters(path: str) -> set[str]:
    if path.isascii() and path.isprintable():
        return set()
    patterns = {
        "control": _CONTROL,
        "undecodable": _UNDECODABLE,
        "surrogate": _SURROGATE,
        "nbsp_name": _UNUSUAL_SPACE,
    }
    found = {code for code, pattern in patterns.items() if pattern.search(path)}
    if not _DIRECTION.isdisjoint(path):
        found.add("direction")
    if any(_is_invisible(char) for char in path):
        found.add("invisible")
    return found


def _is_invisible(char: str) -> bool:
    if char in _DIRECTION:
        return False
    return char in _INVISIBLE or unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _marks_of_name(name: str) -> set[str]:
    found = set()
    if name.endswith((" ", ".")) and name not in {".", ".."}:
        found.add("trailing_space_or_dot")
    if _DEVICE.match(name):
        found.add("reserved_device_name")
    return found


def _units(text: str) -> int:
    """Count UTF-16 units, as Windows does."""
    return len(text) + sum(char > "\uffff" for char in text)

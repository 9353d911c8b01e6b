"""What runs under a name that says it is only looked at."""

import re

from toolkit.records import Seen

_DOUBLE = "double_extension"
_CODES = frozenset({_DOUBLE, "direction", "invisible", "nbsp_name", "control"})
_BINARY = frozenset({"pe", "elf", "macho"})  # formats of programs; a text may begin as a script does
_LOOKED_AT = (
    "pdf docx? docm rtf odt xlsx? xlsm ods pptx? odp csv txt eml msg html? jpe?g png gif bmp tiff? dcm heic"
    " webp"
).replace(" ", "|")
_POSING = re.compile(rf"\.(?:{_LOOKED_AT})[ .]*$", re.IGNORECASE)
# Nobody calls a screen saver or a package of programs so but to deceive.
_ALWAYS = re.compile(r"\.(?:vb[es]|jse|ws[fh]|hta|scr|pif|cpl|jar|ms[ip])[\s.]*$", re.IGNORECASE)
# Programs keep "index.html.js", practices "export.csv.bat": only papers and pictures are no names for them.
_PAPERS = re.compile(
    r"\.(?:pdf|docx?|docm|rtf|odt|xlsx?|xlsm|pptx?|jpe?g|png|gif|bmp|tiff?|dcm)[\s\u00a0_]*"
    r"\.(?:js|bat|cmd|ps1)[\s.]*$",
    re.IGNORECASE,
)


def is_disguised(seen: Seen) -> bool:
    """Tell a program, a shortcut or a script that passes for a document or a picture by its name."""
    odd = _CODES.intersection(seen.marks)
    runs = seen.program is not None or seen.type == "lnk"
    if runs and odd - {_DOUBLE}:
        return True
    made = seen.program or {}
    binary = made.get("format") in _BINARY and "failed" not in made
    if _DOUBLE in odd:
        compiled = runs and made.get("format") != "script"
        return compiled or bool(_ALWAYS.search(seen.path) or _PAPERS.search(seen.path))
    return binary and _POSING.search(seen.path) is not None

"""Which encrypted files may be samples without anybody's word: those of Windows and of makers of software.

The order: first files of Windows, then files in a software's folder: its programs and settings, the
templates and the example pictures it came with. Both are public: their originals can be had elsewhere, and
no medical secret is at stake. A file in a folder that holds data is never one, nor one whose name is not
made of words that makers use. Two further kinds need a person's word, see `asked`.
"""

import re
from collections.abc import Mapping
from typing import Any

from toolkit.custody import places, program_names

SAMPLE_BYTES = 1024 * 1024
REASONS = ("sample_windows_file", "sample_program_file")
_SOFTWARE = frozenset({"program files", "program files (x86)", "programdata"})
# Pictures and sounds that Windows came with.
_WINDOWS_OWN = (
    "windows/web/", "users/public/pictures/sample pictures/", "users/public/music/sample music/",
    "users/public/videos/sample videos/",
)  # fmt: skip
_TEMPLATE_KINDS = frozenset({
    "dot", "dotm", "dotx", "ott", "ots", "otp", "pot", "potx", "xlt", "xltm", "xltx", "thmx",
})  # fmt: skip
_EXAMPLE_KINDS = frozenset({
    "bmp", "doc", "docx", "gif", "htm", "html", "jpeg", "jpg", "md", "odt", "ods", "pdf", "png", "ppt",
    "pptx", "rtf", "tif", "tiff", "txt", "xls", "xlsx", "xml",
})  # fmt: skip
# What a maker calls a file that it gives as a model, and no person's.
_EXAMPLE_WORDS = frozenset({
    "aide", "blank", "demo", "example", "exemple", "help", "licence", "license", "manuel", "manual",
    "modele", "modèle", "notice", "readme", "sample", "template", "type", "vierge",
})  # fmt: skip
# Nobody writes these but makers.
_COMPILED = frozenset({
    "cat", "cpl", "dll", "drv", "exe", "fon", "msi", "mui", "nls", "ocx", "otf", "sys", "tlb", "ttf",
})  # fmt: skip
_BETWEEN = re.compile(r"[\s_.()-]+")


def rank(line: Mapping[str, Any]) -> tuple[int, int, str, str] | None:
    """Return where a line of a scan stands among the samples, the lowest first; None for what is none."""
    if line["damage"]["verdict"] != "encrypted" or not 0 < line["size"] <= SAMPLE_BYTES:
        return None
    if line["kind"] != "file" or (found := public(line["path"])) is None:
        return None
    return (found, line["size"], line["volume"], line["path"])


def public(path: str) -> int | None:
    """Return 0 for a file of Windows, 1 for one of a maker of software, None for what may be anybody's.

    `path` is relative to its volume; an extension that a ransomware added behind its own does not matter.
    """
    if not path.isprintable():  # a name that hides how it reads is no maker's
        return None
    folded = path.casefold()
    if folded.startswith(_WINDOWS_OWN):
        return 0
    if places.vendor_file(path) and _made(path.rpartition("/")[2]):
        return 0 if folded.startswith("windows/") else 1
    return 1 if _given_with_software(path) else None


def _made(name: str) -> bool:
    """Tell what a maker names from settings that a program may name after whom they are for."""
    stem, _, rest = name.partition(".")
    return not _COMPILED.isdisjoint(rest.casefold().split(".")[:2]) or not program_names.proper(stem)


def _given_with_software(path: str) -> bool:
    names = path.split("/")
    folded = [name.casefold() for name in names]
    if folded[0] not in _SOFTWARE or len(names) < 3 or not places.DATA_FOLDERS.isdisjoint(folded[1:-1]):
        return False
    own = program_names.known(names, folded, ())
    if not own.issuperset(range(1, len(names) - 1)):
        return False
    kinds = set(folded[-1].split(".")[1:3])
    if kinds & (_TEMPLATE_KINDS | _EXAMPLE_KINDS):
        return _is_example(names[-1], template=bool(kinds & _TEMPLATE_KINDS))
    return places.vendor_kind(folded[-1]) and len(names) - 1 in own


def _is_example(name: str, *, template: bool) -> bool:
    """Tell the name a maker gives: no capital that may begin a person's, and a word that says what it is."""
    stem = name.split(".", 1)[0]
    words = set(_BETWEEN.split(stem.casefold()))
    return stem == stem.casefold() and (template or not words.isdisjoint(_EXAMPLE_WORDS))

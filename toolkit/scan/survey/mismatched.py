"""Documents whose content holds but is of another kind: what a home-made attack packs or encodes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan import extensions
from toolkit.scan.survey.neighbours import PAPERS, PICTURES, key

_MANY, _PLACES = 20, 3  # files, folders
_LEAST, _SHARE = 5, 0.1  # files of a small medium, and their share of its documents
_FOLDERS = 10_000  # folders told apart
_ARCHIVES = frozenset({"zip", "7z", "rar", "tar", "gzip", "bzip2", "xz", "zstd"})
# What programs save under the name of an older format, that it may be opened by a double click.
_OLDER = frozenset({"rtf", "html", "xml", "docx", "xlsx", "pptx", "gzip"})


@dataclass(slots=True)
class Mismatched:
    """Counted one by one; memory is bounded."""

    papers: int = 0  # intact files under the names of documents
    files: int = 0
    wraps: int = 0  # of them archives and texts, which can hold what was encrypted
    _folders: set[int] = field(default_factory=set)

    def add(self, folder: str, name: str, line: Mapping[str, Any]) -> bool:
        """Count one intact file; True where it is an archive or a text that its name does not announce."""
        promised = extensions.expected(name)
        self.papers += promised in PAPERS
        kind = line["type"] or ""
        if "name_mismatch" not in line["damage"]["reasons"] or not _is_other(promised, kind):
            return False
        self.files += 1
        if len(self._folders) < _FOLDERS:
            self._folders.add(key(folder))
        wraps = kind in _ARCHIVES or kind.startswith("text/")
        self.wraps += wraps
        return wraps

    @property
    def many(self) -> bool:
        """Tell more of them than a practice misnames."""
        spread = self.files >= _MANY and len(self._folders) >= _PLACES
        return spread or (self.files >= _LEAST and self.files >= _SHARE * self.papers)

    @property
    def packed(self) -> bool:
        """Tell so many archives and texts among them that those beside a note are the attack's."""
        return self.wraps >= _LEAST and (len(self._folders) >= _PLACES or self.many)


def _is_other(promised: str | None, kind: str) -> bool:
    """Tell a kind that no habit or site puts under this name."""
    if promised is None or promised in _ARCHIVES:
        return False
    if promised == "ole2" and (kind in _OLDER or kind.startswith("text/")):
        return False
    if kind in _ARCHIVES:
        return True
    return promised in PAPERS and not (promised in PICTURES and kind in PICTURES)

"""Documents written only from what the case holds."""

from collections.abc import Mapping

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.exhibits import exhibit_list
from toolkit.report.extracts import FREQUENT, backups, extracts
from toolkit.report.page import page
from toolkit.texts import Speech

__all__ = ["FREQUENT", "backups", "documents", "exhibit_list", "page"]


def documents(case: Case, pseudonyms: Pseudonyms, language: str) -> Mapping[str, bytes]:
    """Return what the open archive holds beside the exhibits and the custody log, by file name."""
    return {
        "01_RAPPORT.html": page(case, pseudonyms, language).encode("utf-8"),
        "02_PIECES.csv": exhibit_list(case, pseudonyms, Speech(language)),
        **extracts(case, pseudonyms),
    }

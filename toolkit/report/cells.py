"""Tables as French Excel opens them: semicolons, a byte order mark, CRLF; no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from toolkit.texts import visible

_MARK = b"\xef\xbb\xbf"


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a whole table; cells may be evidence."""
    text = io.StringIO(newline="")
    written = csv.writer(text, delimiter=";", lineterminator="\r\n")
    written.writerow(titles)
    written.writerows([cell(value) for value in row] for row in rows)
    return _MARK + text.getvalue().encode("utf-8", "backslashreplace")


def cell(value: Any) -> str:
    """Return a value as a cell: nothing invisible, and never what a spreadsheet would run."""
    shown = visible("" if value is None else str(value))
    # A spreadsheet runs what starts like a formula, also behind blanks (OWASP, CSV injection).
    return f"'{shown}" if shown.lstrip().startswith(("=", "+", "-", "@")) else shown

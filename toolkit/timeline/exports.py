"""The forms other programs read: Sleuth Kit body file, table for a spreadsheet, lines for Timesketch.

Sources: The Sleuth Kit wiki, "Body file" (version 3); Timesketch documentation, "Create timeline from
JSON/JSONL/CSV file": message, datetime and timestamp_desc are wanted, timestamp is in microseconds.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import category

from toolkit.media import bodyfile
from toolkit.media.bodyfile import escaped
from toolkit.timeline.happenings import Dated, Named

COLUMNS = ("time_utc", "source", "what", "volume", "path", "message", "details", "timestamp_ns")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HIDDEN = frozenset({"Cf", "Cn", "Co"})  # Unicode TR 36
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000  # characters of a cell; spreadsheets cut at 32,767


def body_lines(named: Named, *, several: bool) -> Iterator[str]:
    """Yield one line for a name, and one for the dates of $FILE_NAME; `several` volumes are told apart."""
    path = f"/{named.volume}/{named.path}" if several else f"/{named.path}"
    shown = escaped(path, "|")
    gone = " (deleted)" if named.deleted else ""
    yield bodyfile.line(
        f"{shown}{gone}", named.size, named.times, ident=named.ident, directory=named.directory
    )
    if named.name_times is not None:
        shown = f"{shown} ($FILE_NAME){gone}"
        yield bodyfile.line(shown, named.size, named.name_times, ident=named.ident, directory=named.directory)


def table_row(dated: Dated) -> str:
    """Return one line of the table: semicolons, no cell a spreadsheet would run."""
    facts = {key: value for key, value in dated.facts.items() if value not in ("", [], None)}
    details = json.dumps(facts, ensure_ascii=True, separators=(", ", ": "), default=str)
    when = iso(dated.at_ns)
    return _csv(
        (when, dated.source, dated.what, dated.volume, dated.path, dated.message, details, dated.at_ns)
    )


def table_head() -> str:
    """Return the first line of the table, after the mark by which French Excel knows UTF-8."""
    return "\ufeff" + _csv(COLUMNS)


def _csv(cells: tuple[Any, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="").writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(value: Any) -> str:
    shown = str(value) if isinstance(value, int) else _seen(escaped(str(value)[:_LONGEST]))
    # A spreadsheet runs what starts like a formula (OWASP, CSV injection).
    return f"'{shown}" if not isinstance(value, int) and shown.startswith(_FORMULA) else shown


def _seen(text: str) -> str:
    r"""Return a text whose invisible characters, which may reorder what a person reads, are \uNNNN."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(char):04x}" if category(char) in _HIDDEN else char for char in text)


def sketch(dated: Dated) -> dict[str, Any] | None:
    """Return one line for Timesketch, None for a time no calendar holds."""
    when = iso(dated.at_ns)
    if not when:
        return None
    own = {
        f"{dated.source}_{key}": value for key, value in dated.facts.items() if value not in ("", [], None)
    }
    line = {
        "message": f"[{dated.source}] {dated.what}: {dated.message}",
        "datetime": when,
        "timestamp": dated.at_ns // 1000,
        "timestamp_desc": dated.what,
        "source": dated.source,
        "volume": dated.volume,
        "path": dated.path,
        "data_type": f"trousse:{dated.source}",
        **own,
    }
    return {key: _sound(value) for key, value in line.items()}


def _sound(value: Any) -> Any:
    """Return a fact any store of text takes: a lone surrogate of a hostile name becomes its escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_sound(key): _sound(part) for key, part in value.items()}
    return [_sound(part) for part in value] if isinstance(value, list) else value


def iso(at_ns: int) -> str:
    """Return a time as ISO 8601 in UTC, "" where no calendar holds it."""
    try:
        return (_EPOCH + timedelta(microseconds=at_ns // 1000)).isoformat(timespec="microseconds")
    except OverflowError:
        return ""

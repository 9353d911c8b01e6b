"""What the lines of one backup log say: which job, when, and how it went.

Words are those of the table of backup programs. A line bears local time: the machine's difference from UTC is
given, an hour off across a change of season.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from toolkit.triage.backups.outcome import FAILURE, SUCCESS, WARNED

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60 * 1_000_000_000
_LONGEST = 4_096  # characters of a line looked at
_NAME = 200  # of a job
# 2026-10-10 20:59:07, 2026-10-10T20:59, 10/10/2026 20:59:07, 10.10.2026 20:59: the day first, as in France.
_DATE = re.compile(
    r"(?:(?P<y>20\d\d)[-/.](?P<m>\d\d)[-/.](?P<d>\d\d)|(?P<d2>\d\d)[/.](?P<m2>\d\d)[/.](?P<y2>20\d\d))"
    r"(?:[T ,]{1,3}(?P<h>\d\d):(?P<n>\d\d)(?::(?P<s>\d\d))?)?",
    re.ASCII,
)
_QUOTED = re.compile(r'"([^"]+)"|«\s*([^»]+?)\s*»')
_ROW, _TAG = re.compile(r"(?i)</tr|<br|</p|</div|</h\d|</li"), re.compile(r"<[^<>]{0,500}>")
_SPACES = re.compile(r"(?:\s|&nbsp;|&#160;)+")

Product = Mapping[str, Any]


class Said(NamedTuple):
    """What one line says; `at_ns` is None where neither it nor a line above bears a date."""

    job: str
    at_ns: int | None
    result: str


def said(product: Product, text: str, bias: int, *, page: bool) -> Iterator[Said]:
    """Yield what the lines say of jobs, in their order; `page` means HTML, a row of a table being a line."""
    told = _words(*(tuple(product.get(how, ())) for how in ("success", "warning", "failure")))
    when = None
    for line in _page(text) if page else text.splitlines():
        short = line[:_LONGEST]
        if "20" in short and (local := _date(short)) is not None:
            when = local + bias * _MINUTE
        result = _result(told, short.casefold())
        if result is not None:
            yield Said(_job(short) if product.get("quoted_job") else "", when, result)


def _page(text: str) -> Iterator[str]:
    for part in _ROW.sub("\n<", text).splitlines():
        yield _SPACES.sub(" ", _TAG.sub(" ", part))


def _job(line: str) -> str:
    found = _QUOTED.search(line)
    return (found[1] or found[2])[:_NAME] if found else ""


@cache
def _words(*told: Sequence[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return one pattern per result: the longest words first, and "errors: 0" is not "errors: 05"."""
    results = zip(told, (SUCCESS, WARNED, FAILURE), strict=True)
    return tuple((_either(words), result) for words, result in results if words)


def _either(words: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(one) + (r"(?!\d)" if one[-1].isdigit() else "") for one in ordered))


def _result(told: Sequence[tuple[re.Pattern[str], str]], plain: str) -> str | None:
    """Return what a line says; "errors: 0" holds the words of a failure, so the longer words decide."""
    best, result = 0, None
    for pattern, meant in told:
        length = max((len(found[0]) for found in pattern.finditer(plain)), default=0)
        if length and length >= best:
            best, result = length, meant
    return result


def _date(line: str) -> int | None:
    """Return the time a line bears, in nanoseconds as if it were UTC."""
    found = _DATE.search(line)
    if found is None:
        return None
    day = [int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d")]
    clock = [int(found[name] or 0) for name in ("h", "n", "s")]
    try:
        moment = datetime(*day, *clock, tzinfo=UTC)  # type: ignore[misc, arg-type]  # six integers
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds()) * 1_000_000_000

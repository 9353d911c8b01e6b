"""What the confidential annex of a case holds: true names, and what nobody may read who is not to see them.

Everything comes from the case alone, line by line: a disk of half a million files is never held whole.
"""

import csv
import hashlib
import html
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.custody import durable, opening
from toolkit.custody.annex.content import EXHIBIT, Content
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import CODE, WITHIN, Pseudonyms
from toolkit.media import bodyfile
from toolkit.records import Times
from toolkit.report import answers, cells
from toolkit.report.opened import of_case
from toolkit.report.page import page
from toolkit.scan.survey.context import overlaid
from toolkit.texts import Speech, visible
from toolkit.texts.forms import stamp

if TYPE_CHECKING:
    from toolkit.custody.annex.closing import Annexed, Way

OF_THE_ANNEX = "A"  # what the numbers of exhibits begin with that only an annex may hold
_MARK = b"\xef\xbb\xbf"
_CHUNK = 1024 * 1024
_TOGETHER = 2048  # names remembered at once
_TIMES = ("created", "modified", "changed", "accessed")
_LISTED = ("volume", "path", "code", "size", *_TIMES, "sha256", "verdict", "reasons")
NAMED = ("code", "name", "where")
_ANSWERED = ("key", "value", "at", "by")

Row = tuple[str, str, str]
Line = Mapping[str, Any]


def annexed(case: Case, pseudonyms: Pseudonyms, language: str, out: Path | None, way: "Way") -> "Annexed":
    """Close the confidential annex of a case; raises as `custody.annex.closing.close` does."""
    from toolkit.custody.annex.closing import close  # noqa: PLC0415 - start-up time

    return close(case, contents(case, pseudonyms, language), out, way)


def contents(case: Case, pseudonyms: Pseudonyms, language: str) -> Iterator[Content]:
    """Yield every file of the annex: names, files, body file, log, answers, report, exhibits of its own."""
    speech = Speech(language)
    tables: tuple[tuple[str, str, Sequence[str], Callable[[], Iterator[Sequence[Any]]]], ...] = (
        ("names", "noms.csv", NAMED, partial(names, case, pseudonyms, language)),
        ("files", "fichiers.csv", _LISTED, partial(_files, case, pseudonyms)),
        ("answers", "reponses.csv", _ANSWERED, partial(_answers, case)),
    )
    for kind, told, columns, rows in tables:
        titles = [speech.say(f"annex.column_{column}") for column in columns]
        yield _content(case, kind, told, partial(_table, titles, rows))
    yield _content(case, "bodyfile", "bodyfile.txt", partial(_bodyfile, case))
    yield _content(case, "log", "journal.jsonl", partial(_bytes, case.folder / opening.LOG))
    yield _content(case, "report", "rapport.html", partial(_clear_report, case, pseudonyms, language))
    for kept in case.kept():
        if str(kept["number"]).startswith(OF_THE_ANNEX):
            name = f"{kept['number']}{kept['suffix']}"
            yield _content(case, EXHIBIT, name, partial(_exhibit, case, name, str(kept["sha256"])))


def _exhibit(case: Case, name: str, sha256: str) -> Iterator[bytes]:
    running = hashlib.sha256()
    for chunk in _bytes(case.folder / opening.EXHIBITS / name):
        running.update(chunk)
        yield chunk
    if running.hexdigest() != sha256:
        raise durable.damaged(case.folder, "exhibit_changed", exhibit=name)


def _content(case: Case, kind: str, told: str, chunks: Callable[[], Iterator[bytes]]) -> Content:
    def guarded() -> Iterator[bytes]:
        # What the case folder refuses is told as such, not as a fault of the place the annex goes to.
        with durable.writing(case.folder):
            yield from chunks()

    return Content(kind, told, guarded)


def names(case: Case, pseudonyms: Pseudonyms, language: str) -> Iterator[Row]:
    """Yield (code, true name, where it first stood) of every code of the open documents and of the scan.

    One code has as many rows as its name was written in ways. Memory: about 100 bytes a name.
    """
    pseudonyms.replaced.clear()
    _composed(case, pseudonyms, language)
    told: set[int] = set()
    for _ in chain([None], _scanned(case, pseudonyms)):
        for (code, name), where in pseudonyms.replaced.items():
            known = hash((code, name))
            if known not in told:
                told.add(known)
                yield code, name, where
        pseudonyms.replaced.clear()


def _composed(case: Case, pseudonyms: Pseudonyms, language: str) -> None:
    """Write what leaves in the open archive, for the names it replaces on the way."""
    of_case(case, pseudonyms)
    if case.read_json("survey") and case.read_json("coverage"):
        page(case, pseudonyms, language)


def _scanned(case: Case, pseudonyms: Pseudonyms) -> Iterator[None]:
    """Go through the paths of the scan, and come back every few lines."""
    for line in case.recorded("scan"):
        pseudonyms.path(line["volume"], line["path"])
        for member in line.get("inside") or ():
            pseudonyms.path(line["volume"], f"{line['path']}{WITHIN}{member['path']}")
        if len(pseudonyms.replaced) >= _TOGETHER:
            yield
    yield


def _files(case: Case, pseudonyms: Pseudonyms) -> Iterator[Sequence[Any]]:
    for line in overlaid(case.recorded("scan"), case.recorded("context")):
        code = pseudonyms.path(line["volume"], line["path"])
        if len(pseudonyms.replaced) >= _TOGETHER:
            pseudonyms.replaced.clear()
        yield (
            line["volume"], line["path"], code, line["size"],
            *(stamp(line["times"][each]) for each in _TIMES),
            line["sha256"], line["damage"]["verdict"],
            " ".join([*line["damage"]["reasons"], *line["rules"], *line["errors"]]),
        )  # fmt: skip


def _answers(case: Case) -> Iterator[Sequence[Any]]:
    for one in answers.told(case).values():
        yield one.key, one.value, stamp(one.at_ns), one.by


def _bodyfile(case: Case) -> Iterator[bytes]:
    """Yield the body file; a volume is told as a folder, for there may be several."""

    def line(each: Line) -> str:
        volume = f"/{each['volume']}" if each["volume"] else ""
        shown = bodyfile.escaped(f"{volume}/{each['path']}", "|")
        return bodyfile.line(shown, each["size"], Times(**each["times"])) + "\n"

    return _gathered(map(line, case.recorded("scan")))


def _clear_report(case: Case, pseudonyms: Pseudonyms, language: str) -> Iterator[bytes]:
    """Yield the technical report with names in place of codes; what was masked in it stays masked."""
    if not (case.read_json("survey") and case.read_json("coverage")):
        return
    pseudonyms.replaced.clear()
    shown = page(case, pseudonyms, language)
    named: dict[str, str] = {}
    for code, name in pseudonyms.replaced:
        named.setdefault(code, name)
    at = 0
    for found in CODE.finditer(shown):
        if clear := named.get(found[0]):
            yield shown[at : found.start()].encode()
            yield html.escape(visible(clear)).encode()
            ending = html.escape(visible(pseudonyms.ending(clear)))
            at = found.end() + (len(ending) if shown.startswith(ending, found.end()) else 0)
    yield shown[at:].encode()


def _table(titles: Sequence[str], rows: Callable[[], Iterator[Sequence[Any]]]) -> Iterator[bytes]:
    yield _MARK
    yield from _gathered(map(row, chain([titles], rows())))


def row(values: Iterable[Any]) -> str:
    """Return one line of a table, as `cells.table` writes it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow([cells.cell(value) for value in values])
    return text.getvalue()


def _gathered(lines: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    weight = 0
    for line in lines:
        held.append(line)
        weight += len(line)
        if weight >= _CHUNK:
            yield "".join(held).encode("utf-8", "backslashreplace")
            held.clear()
            weight = 0
    yield "".join(held).encode("utf-8", "backslashreplace")


def _bytes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk

"""trousse answers: what only a person can say, asked one question after the other or given on the line."""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import procedure
from toolkit.commands import secret
from toolkit.commands.screen import Screen
from toolkit.custody import visit_journal
from toolkit.custody.case import Case
from toolkit.errors import DONE, INTERRUPTED, UsageRefusal
from toolkit.legal import dictionary
from toolkit.legal.dictionary import Question
from toolkit.report import answers as recorded
from toolkit.report import typed
from toolkit.texts import Speech

NEEDS = {"complaint": "C", "cnil": "N", "health": "S", "insurer": "A", "all": "CNSA"}
_FILE = 1024 * 1024  # bytes of a file of answers
_LINE = 4 * dictionary.LONG  # characters read of one line
_T0 = "t0"
_DEEPEST = 4  # tables inside tables

Given = tuple[str, str | None]


def answers(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    need: Annotated[str, typer.Option("--for")] = "all",
    given: Annotated[list[str] | None, typer.Option("--set")] = None,
    unknown: Annotated[list[str] | None, typer.Option("--unknown")] = None,
    file: Annotated[Path | None, typer.Option("--file")] = None,
    visit: Annotated[Path | None, typer.Option("--visit")] = None,
    by: Annotated[str | None, typer.Option("--by")] = None,
    listing: Annotated[bool, typer.Option("--list")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    if need not in NEEDS:
        raise UsageRefusal("answers_for", given=need, known=", ".join(NEEDS))
    if listing or json:
        _list(Case.read(case), NEEDS[need], screen, machine=json)
        return DONE
    now = datetime.now(UTC)
    pairs = [*_pairs(given, unknown, file), *(_of_visit(visit, case, screen) if visit else ())]
    ready = _checked(pairs, now, screen)
    if visit and not ready:
        screen.say("dictionary.ask_visit", folder=str(visit))
        return DONE
    if not ready and not secret.somebody():
        raise UsageRefusal("answers_no_terminal")
    current = Case.resume(case)
    try:
        return _sit(current, ready, NEEDS[need], by, screen)
    finally:
        current.close()


def _sit(current: Case, ready: Sequence[Given], letters: str, by: str | None, screen: Screen) -> int:
    stopped: list[bool] = []
    coming: Iterable[Given] = ready or _asked(current, letters, screen, stopped)
    name = dictionary.cleaned(dictionary.question("ev.operator"), by or "")[0] or None
    keys = list(procedure.record_answers(current, coming, name))
    kept = len(keys)
    screen.say("dictionary.ask_kept", count=kept)
    if _T0 in keys:
        _doubt(current, screen)
    told = {key: one.value for key, one in recorded.told(current).items()}
    known = told.keys() | recorded.opened_with(current.facts).keys()
    left = [one for one in dictionary.needed(letters) if one.key not in known]
    screen.say("dictionary.ask_left", count=sum(dictionary.matters(one, told) for one in left))
    if kept:
        screen.say("dictionary.ask_next", case=str(current.folder))
    if kept and "seal.closed" in current.marks:
        screen.say("dictionary.ask_sealed", case=str(current.folder))
    return INTERRUPTED if stopped else DONE


def _doubt(current: Case, screen: Screen) -> None:
    """Say where the moment of knowledge cannot be so: it was taken, and the documents say it too."""
    from toolkit.report.practice import KNOWLEDGE, worded  # noqa: PLC0415 - start-up time

    for one in procedure.practice_of(current).conflicts:
        if one.code in KNOWLEDGE:
            screen.tell(f"practice.conflict_{one.code}", style="bold yellow", **worded(screen.speech, one))


def _asked(current: Case, letters: str, screen: Screen, stopped: list[bool]) -> Iterator[Given]:
    """Ask what was never answered; Ctrl-C ends the sitting and is noted in `stopped`."""
    screen.say("dictionary.ask_start")
    now_told = {key: one.value for key, one in recorded.told(current).items()}
    coming = [one for one in dictionary.needed(letters) if one.key not in now_told]
    opened_with = recorded.opened_with(current.facts)
    try:
        for place, asked in enumerate(coming, 1):
            if not dictionary.matters(asked, now_told):
                continue
            screen.out.print()
            screen.say("dictionary.ask_number", number=place, total=len(coming))
            screen.say(f"dictionary.{asked.key}", style="bold")
            screen.say(f"dictionary.{asked.key}_hint")
            for number, code in enumerate(asked.choices, 1):
                label = recorded.choice(screen.speech, asked, code)
                screen.say("dictionary.ask_choice", number=number, label=label)
            if asked.key in opened_with:
                screen.say("dictionary.ask_case", value=opened_with[asked.key])
            given, ended = _typed(asked, screen)
            if given is not None:
                now_told[given[0]] = given[1]
                yield given
            if ended:
                return
    except KeyboardInterrupt:
        stopped.append(True)
        screen.out.print()


def _typed(asked: Question, screen: Screen) -> tuple[Given | None, bool]:
    """Return what was answered, None for later, and whether the terminal was closed; ask again if unfit."""
    while True:
        screen.out.print("> ", end="")
        line = _line()
        if not line.strip():
            return None, not line
        try:
            return _ready(asked.key, line, datetime.now(UTC), screen), False
        except UsageRefusal as refusal:
            screen.refuse(refusal)


def _line() -> str:
    """Return one line, its end left unread where somebody pasted a book."""
    line = sys.stdin.readline(_LINE)
    rest = line
    while rest and not rest.endswith("\n"):
        rest = sys.stdin.readline(_LINE)
    return line


def _checked(pairs: Iterable[Given | UsageRefusal], now: datetime, screen: Screen) -> list[Given]:
    """Return the answers as they are recorded, all or none: each wrong one is told, then all are refused."""
    ready: list[Given] = []
    wrong: list[UsageRefusal] = []
    for pair in pairs:
        try:
            if isinstance(pair, UsageRefusal):
                raise pair
            ready.append(_ready(*pair, now, screen))
        except UsageRefusal as refusal:
            screen.refuse(refusal)
            wrong.append(refusal)
    if wrong:
        raise UsageRefusal("answers_none", wrong=len(wrong), right=len(ready))
    return ready


def _pairs(
    given: list[str] | None, unknown: list[str] | None, file: Path | None
) -> Iterator[Given | UsageRefusal]:
    """Yield what the command line and the file hold, unchecked; what is no answer at all as its refusal."""
    if file is not None:
        yield from _flat(_table(file))
    for pair in given or ():
        key, equals, text = pair.partition("=")
        if equals:
            yield key.strip(), text
        else:
            yield UsageRefusal("answer_pair", given=pair[: dictionary.SHORT])
    for key in unknown or ():
        yield key.strip(), None


def _of_visit(folder: Path, case: Path, screen: Screen) -> list[Given]:
    """Return what a guided visit said and the case does not hold yet; raises CaseRefusal where it cannot."""
    from toolkit.walkthrough import unsaid  # noqa: PLC0415 - start-up time

    if not visit_journal.stands(folder):
        raise UsageRefusal("answers_visit", folder=str(folder))
    return unsaid.left(unsaid.of_folder(folder), Case.read(case), screen.speech)


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(_FILE + 1)
        if len(content) > _FILE:
            raise UsageRefusal("answers_file", path=str(path))
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageRefusal("answers_file", path=str(path)) from error


def _flat(table: Mapping[str, Any], above: str = "", depth: int = 0) -> Iterator[Given | UsageRefusal]:
    """Yield the answers of a table; victim.name without quotation marks is a table inside a table."""
    for name, value in table.items():
        key = above + name
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{key}.", depth + 1)
        elif isinstance(value, bool):
            yield key, "yes" if value else "no"
        elif isinstance(value, date):  # a datetime is one too
            yield key, value.isoformat()
        elif isinstance(value, str | int | float):
            yield key, str(value)
        else:
            yield UsageRefusal("answer_shape", key=key[: dictionary.SHORT])


def _ready(key: str, text: str | None, now: datetime, screen: Screen) -> Given:
    """Return an answer as it is recorded; raises UsageRefusal with what to check."""
    found = typed.taken(key, text, now, screen.speech)
    if found.cut:
        screen.tell("dictionary.ask_cut", style="yellow", key=key, count=found.cut)
    if found.odd:
        screen.tell(f"deadlines.odd_{found.odd}", style="bold yellow")
    return key, found.value


def _list(current: Case, letters: str, screen: Screen, *, machine: bool) -> None:
    told = recorded.told(current)
    # In the order they are asked; then what nobody is asked.
    wanted = [one for one in dictionary.questions().values() if set(one.need) & set(letters)]
    questions = [*dictionary.needed(letters), *(one for one in wanted if one.origin == "tool")]
    numbered = [dictionary.question(key) for key in told if key not in dictionary.questions()]
    keys = [one.key for one in questions] + [key for key in told if key not in dictionary.questions()]
    opened_with = recorded.opened_with(current.facts)
    rows = [
        _row(key, one, told.get(key), opened_with.get(key))
        for key, one in zip(keys, [*questions, *numbered], strict=True)
    ]
    if machine:
        for row in rows:
            screen.machine(row)
        return
    titles = ("dictionary.list_key", "dictionary.list_label", "dictionary.list_answer")
    speech = screen.speech
    screen.table(titles, ((row["key"], _label(row, speech), _said(row, current, speech)) for row in rows))


def _row(key: str, asked: Question, answer: recorded.Answer | None, given: str | None) -> dict[str, Any]:
    never = "tool" if asked.origin == "tool" else "case" if given else "never"
    state = never if answer is None else "unknown" if answer.value is None else "told"
    return {
        "key": key,
        "field": asked.key,
        "need": asked.need,
        "origin": asked.origin,
        "kind": asked.kind,
        "choices": asked.choices,
        "state": state,
        "value": answer.value if answer else given,
        "at_ns": answer.at_ns if answer else None,
        "by": answer.by if answer else None,
    }


def _label(row: Mapping[str, Any], speech: Speech) -> str:
    label = speech.say(f"dictionary.{row['field']}")
    if not row["choices"]:
        return label
    words = typed.words(speech, dictionary.question(row["key"]))
    return speech.say("dictionary.list_choices", label=label, choices=words)


def _said(row: Mapping[str, Any], current: Case, speech: Speech) -> str:
    if row["state"] == "told":
        return recorded.shown(speech, row["key"], row["value"])
    state = row["state"]
    if row["field"] == "sys.backup" and state == "tool" and "backup_1.closed" not in current.marks:
        state = "no_backup"
    return speech.say(f"dictionary.state_{state}", value=row["value"], case=str(current.folder))

"""trousse checkup: a healthy practice looked at before anything happens, on one page."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from toolkit.backup.by_names import by_names, without
from toolkit.backup.inventory import Inventory
from toolkit.backup.reference.baseline import LINE, head, moment_of
from toolkit.checkup import ARTEFACTS, LIVE, Looked, Row, Traces, Visit, all_good, answer, judge, last_use
from toolkit.commands import checkup_trial, device_look, keys, opening, secret
from toolkit.commands.screen import Screen
from toolkit.custody import documents, signed
from toolkit.custody.sshsig import BASELINE
from toolkit.errors import ANSWER_IS_NO, DONE, OutputRefusal, SourceRefusal
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.records import Artefact, Facts
from toolkit.report.checkup import About, answer_words, page, sentence
from toolkit.scan.known import Known

_STYLES = {"mend": "bold red", "unknown": "yellow", "good": "green"}
_ENDINGS = (".pdf", ".html")
_BASELINES = 1000  # files of a folder looked at
_NAMES = 180.0  # seconds for the names of a machine, where no backup is to be held against them


def checkup(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    backup: Annotated[str | None, typer.Option("--backup")] = None,
    baselines: Annotated[Path | None, typer.Option("--baselines")] = None,
    out: Annotated[Path | None, typer.Option()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Annotated[Path | None, typer.Option()] = None,
    backup_password: Annotated[bool, typer.Option("--backup-password")] = False,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    screen.stopped = "checkup.interrupted"
    where = opening.asked(source, volume, "trousse checkup", None)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    _writable(out, where, backup)
    if backup:
        checkup_trial.there(backup)
    known = opening.signatures(signatures)
    now = time.time_ns()
    words = secret.of_backups(screen) if backup_password else ()
    visits = tuple(_visits(baselines)) if baselines else ()
    with opening.source(where, None, given, screen) as opened:
        for target in _targets(out):
            opening.output(target, where, opened)
        machine = _machine(opened, known, now, screen, compared=bool(backup))
        same = bool(backup) and checkup_trial.same_disk(str(backup), where, opened)
        status = opening.ended(opened, screen)
    tried = _tried(backup, machine, known, words, screen, same=same) if backup else None
    looked = replace(machine.looked, trial=tried, visits=visits)
    rows = judge(looked)
    _told(rows, looked, now, out, screen, json=json)
    return status if status != DONE else DONE if all_good(rows) else ANSWER_IS_NO


@dataclass(frozen=True, slots=True)
class _Machine:
    """What was read of a machine, and the names its backup is held against."""

    looked: Looked
    held: Inventory


def _machine(opened: Source, known: Known, now: int, screen: Screen, *, compared: bool) -> _Machine:
    from toolkit import triage  # noqa: PLC0415 - start-up time

    live = isinstance(opened, LiveSource)
    found = {one.name: one for one in triage.take(opened, known.signatures.files) if one.name in ARTEFACTS}
    running = {one.name: one for one in _running()} if live else {}
    traces, held = Traces(known.notes), Inventory()
    if screen.watched:
        screen.tell("checkup.names_read")
    if compared:
        held = by_names(traces.walked(opened))
    else:
        deque(traces.walked(opened, _NAMES), maxlen=0)
    told = traces.told(opened)
    without(held, traces.notes)
    looked = Looked(found, now, running, opened.kind, traces=told, made_ns=now)
    used = None if live else last_use(looked)
    # A clock that ran ahead must not make a backup look younger than it is.
    return _Machine(looked if used is None else replace(looked, until_ns=min(used, now)), held)


def _tried(
    place: str, machine: _Machine, known: Known, words: tuple[str, ...], screen: Screen, *, same: bool
) -> Facts:
    """Return what a backup is worth, held against the machine; a device that must not be opened is told."""
    look = device_look.looked_at(place)
    if look.stop is not None:
        return {**checkup_trial.not_opened(place, look), "same_disk": same}
    drawn = checkup_trial.tried(place, known, machine.held, machine.looked.made_ns, words, screen)
    traces = machine.looked.traces or {}
    # Names that were not all seen say what is missing, and not that nothing is.
    whole = bool(machine.held.files and traces.get("whole"))
    return {**drawn, "same_disk": same, "compared": whole}


def _writable(out: Path | None, where: str, backup: str | None) -> None:
    """Refuse before anything is read what could not be written at its end."""
    for target in _targets(out):
        if not target.parent.is_dir():
            raise OutputRefusal("output_no_folder", path=str(target), folder=str(target.parent))
        if target.exists():
            raise OutputRefusal("output_exists", path=str(target))
        for place in (where, *([backup] if backup else [])):
            opening.output(target, place)


def _running() -> Iterator[Artefact]:
    from toolkit.live import UNITS, take  # noqa: PLC0415 - start-up time

    return take([unit for unit in UNITS if unit.__name__.rpartition(".")[2] in LIVE])


def _visits(folder: Path) -> Iterator[Visit]:
    """Yield the baselines of a folder that are signed; any other file is passed over."""
    try:
        listed = sorted(islice(folder.iterdir(), _BASELINES))
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(folder)) from error
    for path in listed:
        if not path.with_name(path.name + signed.ENDING).is_file():
            continue
        start, state = signed.read_signed(path, BASELINE, most=LINE)
        found = head(start) if state == "valid" else None
        made = moment_of(found.made) if found is not None else None
        if found is not None and made is not None:
            yield Visit(found.medium, made, found.signs)


def _targets(out: Path | None) -> tuple[Path, ...]:
    """Return the files to write: the one named, or both forms of the page."""
    if out is None:
        return ()
    given = out.suffix.lower() in _ENDINGS
    return (out,) if given else tuple(out.with_name(out.name + ending) for ending in _ENDINGS)


def _told(
    rows: tuple[Row, ...], looked: Looked, now: int, out: Path | None, screen: Screen, *, json: bool
) -> None:
    machine = next((str(one.get("computer") or "") for one in looked.rows("system")), "")
    answered = answer(rows)
    about = About(machine, now, looked.until_ns if looked.until_ns != now else None, answered)
    if json:
        counted = {"made_ns": now, "counted_to_ns": looked.until_ns}
        screen.machine({"machine": machine, **counted, "answer": answered[0], "rows": rows})
    else:
        screen.say("checkup.answer_line", style="bold", answer=answer_words(screen.speech, answered))
        for one in rows:
            mark = screen.speech.say(f"checkup.mark_{one['state']}")
            style = _STYLES[one["state"]]
            screen.say("checkup.line", style=style, mark=mark, sentence=sentence(screen.speech, one))
    for target in _targets(out):
        _write(target, rows, about, screen)


def _write(target: Path, rows: tuple[Row, ...], about: About, screen: Screen) -> None:
    from toolkit.paper import html, pdf  # noqa: PLC0415 - start-up time

    if target.exists():
        raise OutputRefusal("output_exists", path=str(target))
    document = page(rows, about, screen.speech)
    render = pdf.render if target.suffix.lower() == ".pdf" else html.render
    documents.write_bytes(target, render(document))
    screen.tell("checkup.written", path=str(target))

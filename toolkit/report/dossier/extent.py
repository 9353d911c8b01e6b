"""How far the damage goes: figures and pictures by machine, what is intact, and the backups."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Facts, Heading, Paragraph, Words
from toolkit.report.dossier import pictures
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import standing, tally, whole
from toolkit.report.dossier.wording import cut, each_machine, field, place, table
from toolkit.report.last_checked import last_checked
from toolkit.report.opened import Opened
from toolkit.scan.survey.extent import STATES
from toolkit.texts import states, visible
from toolkit.texts.forms import share
from toolkit.texts.reasons import sentence

Line = Mapping[str, Any]
FOLDERS = 20
_REASONS = 4  # told of one answer about a backup
_STATES = 12  # that one backup keeps


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.extent"))
    if matter.several:
        yield _overview(matter)
    yield from each_machine(matter, _of)
    yield Facts((field(matter, "impact.service"), field(matter, "impact.loss")))
    yield Heading(matter.say("dossier.field_sys_backup"), 2)
    yield from _backups(matter)


def _overview(matter: Matter) -> Block:
    rows = [
        (
            matter.name(one),
            matter.say(f"dossier.short_{standing(one)}"),
            *(matter.speech.number(tally(one, state)) for state in ("encrypted", "intact")),
            matter.speech.number(whole(one)),
        )
        for one in matter.practice.machines
    ]
    return table(
        matter, ("machine", "standing", "encrypted", "intact", "whole"), rows, most=40, numbers=(2, 3, 4)
    )


def _of(matter: Matter, machine: Opened) -> Iterator[Block]:
    yield Paragraph(matter.say(f"dossier.standing_{standing(machine)}"))
    survey = machine.survey
    if survey is None or not whole(machine):
        return
    extent = survey.get("extent")
    if extent:
        yield Paragraph(matter.say("report.extent_means"), soft=True)
        yield _states(matter, extent["whole"])
    yield from pictures.over_time(matter, machine)
    if extent:
        yield from pictures.by_kind(matter, extent["kinds"])
        yield _by(
            matter, "kind", [(matter.say(f"scan.kind_{row['kind']}"), row) for row in extent["kinds"]], 20
        )
        folders = [(place(_place(machine, row)), row) for row in extent["folders"]]
        yield from pictures.by_folder(
            matter, [(visible(_place(machine, row)), row) for row in extent["folders"]]
        )
        rest: list[tuple[Words, Line]] = []
        if extent.get("rest"):
            rest = [(matter.say("report.extent_rest"), extent["rest"])]
        yield _by(matter, "folder", [*folders[:FOLDERS], *rest], FOLDERS + 1, len(folders) - FOLDERS)


def _states(matter: Matter, held: Line) -> Block:
    of = sum(held[state]["files"] for state in STATES)
    rows = [
        (
            matter.say(f"scan.extent_{state}"),
            matter.speech.number(held[state]["files"]),
            share(held[state]["files"], of),
            matter.size(held[state]["bytes"]),
        )
        for state in STATES
    ]
    return table(
        matter,
        ("state", "files", "share", "size"),
        rows,
        most=len(rows),
        numbers=(1, 2, 3),
        widths=(5, 2, 2, 2),
    )


def _by(matter: Matter, what: str, rows: list[tuple[Words, Line]], most: int, left: int = 0) -> Block:
    shown: list[tuple[Words, ...]] = [
        (name, *(_files(matter, row, state) for state in STATES)) for name, row in rows
    ]
    titles = (what, *STATES)
    widths = (5.0, *(1.7 for _ in STATES))
    made = table(matter, titles, shown, most=most, numbers=range(1, 7), widths=widths)
    if left <= 0 or made.more:
        return made
    return type(made)(
        made.titles, made.rows, made.numbers, made.widths, matter.say("dossier.more", left=left)
    )


def _files(matter: Matter, row: Line, state: str) -> str:
    files = row.get(state, {}).get("files", 0)
    return matter.speech.number(files) if files else "–"


def _place(machine: Opened, row: Line) -> str:
    volumes = (machine.coverage or {}).get("volumes", ())
    path = row["path"] or "/"
    return f"{row['volume']}: {path}" if len(volumes) > 1 else path


def _backups(matter: Matter) -> Iterator[Block]:
    checked = [(one, line) for one in matter.practice.machines for line in last_checked(one.backups)]
    if not checked:
        yield Paragraph(matter.say("dossier.backups_none"))
    if matter.practice.answers.get("sys.backup") is not None:
        yield Facts((field(matter, "sys.backup"),))
    for machine, line in checked:
        name = cut(matter, str(line.get("source") or "–"), 120)
        yield Heading(f"{matter.name(machine)} · {name}" if matter.several else name, 3)
        if line["checked"] > 1:
            yield Paragraph(matter.say("backup.checked_times", times=matter.speech.number(line["checked"])))
        connect, rely = line["connect"], line["rely"]
        if (sample := (line.get("coverage") or {}).get("sample")) is not None:
            counts = {key: matter.speech.number(sample[key]) for key in ("files", "of")}
            yield Paragraph(matter.say("backup.sample", **counts))
        yield Paragraph(f"{matter.say(f'backup.connect_{connect}')} {matter.say(f'backup.rely_{rely}')}")
        yield Facts(tuple(_newest(matter, line.get("newest_data") or {})))
        rows = [_answer(matter, question, check) for question, check in line["answers"].items()]
        yield table(matter, ("question", "answer", "because"), rows, most=len(rows), widths=(3.0, 1.5, 7.0))
        yield from _kept_states(matter, line)


def _newest(matter: Matter, found: Line) -> Iterator[tuple[str, Words]]:
    """Yield the newest date of the data, after that of the older class that decides where there is one."""
    if (at := found.get("decisive_ns")) and (group := found.get("decisive_class")):
        name = matter.say(f"backup.class_{group}")
        yield name[:1].upper() + name[1:], matter.moment(at)
    yield matter.say("dossier.backup_newest"), matter.moment(found.get("modified_ns"))


def _kept_states(matter: Matter, line: Line) -> Iterator[Block]:
    """Yield the states of the data a backup keeps, and the last that is clean where the newest is not."""
    points = line.get("points") or ()
    if len(points) < 2 and line["rely"] == "good":
        return
    if (clean := line.get("last_clean")) is not None and line["rely"] != "good":
        told = {"at": states.made(matter.speech, clean), "newest": matter.moment(clean.get("newest_ns"))}
        yield Paragraph(matter.say("backup.last_clean", name=str(clean.get("path") or "–"), **told))
    elif points and line["rely"] != "good":
        code, facts = states.no_clean(matter.speech, points)
        yield Paragraph(matter.say(code, **facts))
    if len(points) > 1:
        rows = [_kept_state(matter, point) for point in points]
        yield table(matter, ("made", "newest", "worth", "where"), rows, most=_STATES)


def _kept_state(matter: Matter, point: Line) -> tuple[Words, ...]:
    at, newest = states.made(matter.speech, point), matter.moment(point.get("newest_ns"))
    return at, newest, matter.say(f"backup.worth_{point['worth']}"), place(str(point.get("path") or ""))


def _answer(matter: Matter, question: str, check: Line) -> tuple[Words, ...]:
    why = [cut(matter, sentence(matter.speech, one), 300) for one in check["why"]]
    left = len(why) - _REASONS
    shown = why[:_REASONS] + ([matter.say("dossier.more", left=left)] if left > 0 else [])
    # A cell holds no line break: a mark keeps one reason from running into the next.
    said = " ".join(f"• {one}" for one in shown) if len(shown) > 1 else "".join(shown)
    return (
        matter.say(f"backup.question_{question}"),
        matter.say(f"backup.answer_{check['answer']}"),
        matter.typeset(said) or "–",
    )

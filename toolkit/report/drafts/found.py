"""What the tool saw, worded for one question of the dictionary; nothing here is a guess."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from toolkit.report import clock, kept
from toolkit.report.dossier.standing import begun
from toolkit.report.drafts.healthy import backups
from toolkit.report.last_checked import last_checked
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import Speech, visible
from toolkit.texts.forms import moment, spoken

Line = Mapping[str, Any]

NAMED = 6  # things of one kind that are named; the others are counted
_LONGEST = 120  # characters of one name
_NOT_RECORDS = frozenset({"machine", "other"})  # kinds of files that hold nobody's data, or that nobody knows
_CODE = "P-"  # how a file name that became a code begins


def found(practice: Practice, speech: Speech, key: str) -> tuple[str, ...]:
    """Return short sentences about one key of the dictionary, none where the tool saw nothing of it."""
    unit = FOUND.get(key)
    return unit(practice, speech) if unit else ()


def by_kind(practice: Practice) -> dict[str, tuple[int, int]]:
    """Return how many files of each kind of data are encrypted, and how many were looked at, all machines."""
    kinds: dict[str, tuple[int, int]] = {}
    for survey in _surveys(practice):
        for row in (survey.get("extent") or {}).get("kinds") or ():
            states = [tally["files"] for tally in row.values() if isinstance(tally, Mapping)]
            hit, seen = kinds.get(row["kind"], (0, 0))
            kinds[row["kind"]] = (hit + row["encrypted"]["files"], seen + sum(states))
    return kinds


def encrypted(practice: Practice) -> int:
    """Return how many files are encrypted on the machines that were scanned."""
    return sum(_encrypted(survey) for survey in _surveys(practice))


def leak_claimed(practice: Practice) -> bool:
    """Tell whether a ransom note speaks of data copied, or threatens to publish it."""
    cues = {
        cue
        for survey in _surveys(practice)
        for note in survey.get("notes") or ()
        for cue in note.get("cues") or ()
    }
    return bool(cues & {"leak_threat", "data_stolen"} or _contacts(practice, "threat"))


def attacked(practice: Practice) -> bool:
    """Tell whether an attack was established on one machine at least."""
    return any(survey["state"] == "attacked" for survey in _surveys(practice))


def named(speech: Speech, names: list[str], between: str = ", ") -> str:
    """Return the first names of a list, each once, and how many more there are."""
    once = [visible(name)[:_LONGEST] for name in dict.fromkeys(names) if name]
    more = speech.say("drafts.more", count=len(once) - NAMED) if len(once) > NAMED else ""
    return between.join(once[:NAMED]) + more


def _surveys(practice: Practice) -> list[Line]:
    return [one.survey for one in practice.machines if one.survey is not None]


def _encrypted(survey: Line) -> int:
    held = (survey.get("extent") or {}).get("whole") or survey.get("damage") or {}
    return int((held.get("encrypted") or {}).get("files", 0))


def _rows(machine: Opened, name: str) -> Iterator[Line]:
    return (row for line in machine.triage if line["name"] == name for row in line.get("rows") or ())


def _every(practice: Practice, name: str) -> list[Line]:
    return [row for machine in practice.machines for row in _rows(machine, name)]


def _ref(practice: Practice, _speech: Speech) -> tuple[str, ...]:
    return (practice.facts.ref,)


def _practice_name(practice: Practice, _speech: Speech) -> tuple[str, ...]:
    named = practice.named()
    return (visible(named),) if named else ()


def _nature(practice: Practice, speech: Speech) -> tuple[str, ...]:
    told = []
    for machine in practice.machines:
        survey, coverage = machine.survey, machine.coverage or {}
        if survey is None:
            code = "drafts.scan_cut" if begun(machine) else "drafts.not_scanned"
            told.append(speech.say(code, machine=_machine(machine, speech)))
            continue
        state = str(survey["state"])
        if state == "nothing" and not (coverage.get("complete") and coverage.get("files_seen")):
            state = "nothing_incomplete"
        if state == "attacked" and not _encrypted(survey) and not survey.get("note_texts"):
            state = "attacked_program"
        told.append(
            speech.say(
                f"drafts.state_{state}",
                machine=_machine(machine, speech),
                files=speech.number(_encrypted(survey)),
                texts=speech.number(int(survey.get("note_texts", 0))),
            )
        )
        told += _dated(machine, speech)
    return tuple(told)


def _dated(machine: Opened, speech: Speech) -> list[str]:
    """Return when encryption took place, by the clock that the complaint file goes by too."""
    first, last = (None if at is None else moment(speech, at) for at in clock.span(machine))
    if first is None:
        return []
    by = speech.say("drafts.by_exact_clock" if clock.noted(machine) else "drafts.by_machine")
    code = "burst_at" if last in {None, first} else "burst"
    return [speech.say(f"drafts.{code}", first=first, last=last or "", by=by)]


def _machine(machine: Opened, speech: Speech) -> str:
    names = [str(row["computer"]) for row in _rows(machine, "system") if row.get("computer")]
    source = machine.facts.source
    # A folder is no machine, and its label no name of one.
    if not names and source.get("kind") == "folder" and machine.label in {"", str(source.get("label") or "")}:
        return speech.say("dossier.folder")
    return machine.label or (
        names[0] if names else str(machine.facts.source.get("label") or machine.facts.ref)
    )


def _note(practice: Practice, speech: Speech) -> tuple[str, ...]:
    notes = [note for survey in _surveys(practice) for note in survey.get("notes") or ()]
    if not notes:
        return ()
    names = [name for note in notes if not (name := str(note["path"]).rsplit("/", 1)[-1]).startswith(_CODE)]
    numbers = [
        str(line["number"])
        for machine in practice.machines
        for line in machine.capture
        if line.get("reason") == "note" and "failed" not in line
    ]
    total = sum(int(survey.get("note_files", 0)) for survey in _surveys(practice))
    told = [speech.say("drafts.notes", files=speech.number(total), texts=speech.number(len(notes)))]
    if names:
        told.append(speech.say("drafts.note_names", names=named(speech, names)))
    if numbers:
        told.append(speech.say("drafts.note_exhibits", numbers=", ".join(numbers)))
    return tuple(told)


def _contacts(practice: Practice, kind: str) -> list[str]:
    return [
        str(one) for survey in _surveys(practice) for one in (survey.get("contacts") or {}).get(kind) or ()
    ]


def _amount(practice: Practice, speech: Speech) -> tuple[str, ...]:
    told = {kind: _contacts(practice, kind) for kind in ("amount", "deadline")}
    return tuple(
        speech.say(f"drafts.note_{kind}", quoted=named(speech, quoted))
        for kind, quoted in told.items()
        if quoted
    )


def _leak(practice: Practice, speech: Speech) -> tuple[str, ...]:
    if threats := _contacts(practice, "threat"):
        quoted = named(speech, threats, speech.say("drafts.quoted_next"))
        return (speech.say("drafts.leak_quoted", quoted=quoted),)
    if leak_claimed(practice):
        return (speech.say("drafts.leak_claimed"),)
    return (speech.say("drafts.leak_none"),) if any(one.get("notes") for one in _surveys(practice)) else ()


def _family(practice: Practice, speech: Speech) -> tuple[str, ...]:
    families = [one for survey in _surveys(practice) for one in survey.get("families") or ()]
    return tuple(
        speech.say(
            "drafts.family",
            family=str(one["family"]),
            certainty=speech.say(f"notes.certainty_{one['certainty']}"),
            files=speech.number(int(one["files"])),
        )
        for one in families[:NAMED]
    )


def _extensions(practice: Practice, speech: Speech) -> tuple[str, ...]:
    tallies: dict[str, int] = {}
    for survey in _surveys(practice):
        for ending, tally in (survey.get("extensions") or {}).items():
            tallies[str(ending)] = tallies.get(str(ending), 0) + int(tally["files"])
    own = tallies.pop("", 0)
    told = [f"{ending} ({speech.number(files)})" for ending, files in tallies.items()]
    if own:
        told.append(speech.say("drafts.extension_own", files=speech.number(own)))
    return (named(speech, told),) if told else ()


def _remote(practice: Practice, speech: Speech) -> tuple[str, ...]:
    tools = [str(row["tool"]) for row in _every(practice, "remote_access") if row.get("tool")]
    return (speech.say("drafts.remote", names=named(speech, tools)),) if tools else ()


def _antivirus(practice: Practice, speech: Speech) -> tuple[str, ...]:
    rows = _every(practice, "defender")
    if not rows:
        return ()
    off = any(row.get("switched_off") for row in rows)
    excluded = sum(1 for row in rows if row.get("what") == "exclusion")
    threats = list(dict.fromkeys(str(row["detail"]) for row in rows if row.get("what") == "threat"))
    told = [speech.say("drafts.antivirus_off" if off else "drafts.antivirus_seen")]
    if excluded:
        told.append(speech.say("drafts.antivirus_excluded", count=excluded))
    if threats:
        told.append(speech.say("drafts.antivirus_found", names=named(speech, threats)))
    return tuple(told)


def _systems(practice: Practice, speech: Speech) -> tuple[str, ...]:
    told = []
    for machine in practice.machines:
        for row in _rows(machine, "system"):
            parts = (row.get("product"), row.get("release"), row.get("manufacturer"), row.get("model"))
            about = " ".join(str(part) for part in parts if part)
            told.append(
                visible(f"{row.get('computer') or _machine(machine, speech)} ({about})" if about else "")
            )
    return tuple(one for one in told if one)


def _software(practice: Practice, speech: Speech) -> tuple[str, ...]:
    versions: dict[str, str] = {}
    for row in _every(practice, "practice_software"):
        if name := row.get("name"):
            versions[str(name)] = str(row.get("version") or versions.get(str(name), ""))
    told = [f"{name} {version}".strip() for name, version in versions.items()]
    return (named(speech, told),) if told else ()


def _records(practice: Practice, speech: Speech) -> tuple[str, ...]:
    hit = [
        f"{speech.say(f'scan.kind_{kind}')} ({speech.number(files)})"
        for kind, (files, _) in by_kind(practice).items()
        if files and kind not in _NOT_RECORDS
    ]
    return (speech.say("drafts.records", kinds=", ".join(hit)),) if hit else ()


def _before(practice: Practice, speech: Speech) -> tuple[str, ...]:
    # A task that copies files may be the attacker's own: it is no measure of the practice.
    jobs = [row for row in _every(practice, "backup_jobs") if row.get("name") and row.get("basis") != "task"]
    well = [str(row["name"]) for row in jobs if row.get("last_success_ns")]
    others = [str(row["name"]) for row in jobs if str(row["name"]) not in well]
    told = [speech.say("drafts.backup_jobs_well", names=named(speech, well))] if well else []
    told += [speech.say("drafts.backup_jobs", names=named(speech, others))] if others else []
    return (*told, *_antivirus(practice, speech)[:1])


def _after(practice: Practice, speech: Speech) -> tuple[str, ...]:
    checked = sum(len(last_checked(one.backups)) for one in practice.machines)
    told = [speech.say("drafts.did_examine", date=spoken(speech, practice.facts.opened))]
    told.append(kept.said(speech, kept.counted(practice)))
    if checked:
        told.append(speech.say("drafts.did_check", count=checked))
    return tuple(told)


def _manifest(_practice: Practice, speech: Speech) -> tuple[str, ...]:
    return (speech.say("drafts.manifest_on_paper"),)


# The keys of the dictionary that the tool can say something of.
FOUND: Mapping[str, Callable[[Practice, Speech], tuple[str, ...]]] = {
    "case.ref": _ref,
    "victim.name": _practice_name,
    "attack.nature": _nature,
    "attack.note": _note,
    "attack.amount": _amount,
    "attack.leak": _leak,
    "attack.family": _family,
    "attack.ext": _extensions,
    "tech.remote": _remote,
    "tech.av": _antivirus,
    "sys.list": _systems,
    "sys.backup": backups,
    "sys.software": _software,
    "pd.records": _records,
    "pd.measures_before": _before,
    "pd.measures_after": _after,
    "ev.manifest": _manifest,
}

"""The sentences that end a command: what was found, what was not seen, where things are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.seal import Sealed
from toolkit.records import Note, NoteVerdict
from toolkit.texts.forms import amount, defanged, moment
from toolkit.texts.reasons import why as words

_RED = "bold red"
_YELLOW = "bold yellow"
_GREEN = "bold green"


def headline(survey: Mapping[str, Any], coverage: Mapping[str, Any]) -> tuple[str, str]:
    """Return the code of the one sentence to remember, and its colour: green only when all was seen."""
    if survey["state"] != "nothing":
        return f"screen.{survey['state']}", _RED if survey["state"] == "attacked" else _YELLOW
    if not coverage["files_seen"]:
        return "screen.nothing_read", _YELLOW
    if not coverage["complete"]:
        return "screen.nothing_found_incomplete", _YELLOW
    return "screen.nothing_found", _GREEN


def surveyed(
    survey: Mapping[str, Any], coverage: Mapping[str, Any], screen: Screen, *, beside_machine: bool = False
) -> None:
    """Say what a scan found and what it did not see."""
    speech = screen.speech
    say = screen.tell if beside_machine else screen.say
    code, style = headline(survey, coverage)
    say(code, style=style, files=speech.number(coverage["files_seen"]))
    encrypted = survey["damage"].get("encrypted")
    if encrypted:
        say(
            "screen.encrypted",
            files=speech.number(encrypted["files"]),
            size=amount(speech, encrypted["bytes"]),
            seen=speech.number(coverage["files_seen"]),
        )
        for extension, tally in list(survey["extensions"].items())[:3]:
            say(
                "screen.extension" if extension else "screen.no_extension",
                extension=extension,
                files=speech.number(tally["files"]),
            )
    for verdict in ("random", "damaged"):
        if verdict in survey["damage"]:
            say(f"screen.{verdict}", files=speech.number(survey["damage"][verdict]["files"]))
    if survey["burst"]:
        say(
            "screen.burst",
            first=moment(speech, survey["burst"]["first"]),
            last=moment(speech, survey["burst"]["last"]),
        )
    if survey["note_files"]:
        say(
            "screen.notes",
            files=speech.number(survey["note_files"]),
            texts=speech.number(survey["note_texts"]),
        )
    if survey["suspect_files"]:
        say("screen.suspects", style=_YELLOW, files=speech.number(survey["suspect_files"]))
    for family in survey["families"][:3]:
        say(f"screen.family_{family['certainty']}", family=family["family"])
    for rule, tally in list(survey["rules"].items())[:5]:
        words = speech.say(f"scan.rule_{rule}") if speech.knows(f"scan.rule_{rule}") else rule
        say("screen.rule", rule=words, files=speech.number(tally["files"]))
    covered(coverage, say, screen)


def covered(coverage: Mapping[str, Any], say: Any, screen: Screen) -> None:
    """Say how much was seen, and name everything that was not."""
    speech = screen.speech
    say(
        "screen.seen",
        files=speech.number(coverage["files_seen"]),
        size=amount(speech, coverage["bytes_seen"]),
    )
    if coverage["complete"]:
        say("screen.all_seen")
    for warning in coverage["warnings"]:
        say("screen.warning", style=_YELLOW, why=speech.say(f"coverage.{warning}"))
    for volume in coverage["volumes"]:
        for key, code in (("why", "screen.not_seen"), ("partly", "screen.partly_seen")):
            for why, count in volume[key].items():
                reason = words(speech, why)
                say(
                    code,
                    style=_YELLOW,
                    volume=volume["volume"] or "–",
                    count=speech.number(count),
                    why=reason,
                )


def examined(case: Case, page: Path, screen: Screen) -> None:
    """Say what the whole procedure found, and where the report is."""
    surveyed(case.read_json("survey"), case.read_json("coverage"), screen)
    captured(case, screen)
    screen.say("screen.report_at", path=str(page))


def inventoried(case: Case, screen: Screen) -> None:
    """Show each artefact with its outcome and how many rows it gave."""
    speech = screen.speech
    rows = [
        (
            speech.say(f"triage.{line['name']}"),
            speech.say(f"screen.outcome_{line['outcome']}"),
            len(line["rows"]),
        )
        for line in case.recorded("triage")
    ]
    screen.table(("screen.artefact", "screen.outcome", "screen.rows"), rows)


def captured(case: Case, screen: Screen) -> None:
    """Say how many exhibits were taken, and which could not be."""
    taken = [line for line in case.recorded("capture") if "failed" not in line]
    failed = [line for line in case.recorded("capture") if "failed" in line]
    notes = sum(1 for line in taken if line["reason"] == "note")
    screen.say("screen.captured", notes=notes, samples=len(taken) - notes)
    for line in failed:
        screen.say(
            "screen.capture_failed",
            number=line["number"],
            why=words(screen.speech, line["failed"]),
        )


def sealed(result: Sealed, screen: Screen) -> None:
    """Say where the archive is, what to copy on paper, what to hand over and what to keep."""
    screen.say("screen.sealed", style=_GREEN, path=str(result.path))
    screen.say("screen.sealed_hash", sha256=result.sha256)
    screen.say("screen.sealed_key", fingerprint=result.fingerprint)
    screen.say("seal.hand_over")
    screen.say("seal.keep_case")


def note(path: str, found: Note, screen: Screen) -> None:
    """Say whether one file is a ransom note, whose, and how its author wants to be reached."""
    screen.say(
        f"screen.note_{found.verdict}", path=path, style=_RED if found.verdict != NoteVerdict.NO else ""
    )
    if found.family:
        screen.say(f"screen.family_{found.certainty}", family=found.family)
    if found.verdict == NoteVerdict.NO:
        return
    for kind, values in found.contacts.items():
        for value in values:
            screen.say(
                "screen.contact", kind=screen.speech.say(f"notes.contact_{kind}"), value=defanged(kind, value)
            )

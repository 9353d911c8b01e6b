"""trousse identify: is this a ransom note, whose, and which contacts; or who claims a name."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import summary
from toolkit.commands.screen import Screen
from toolkit.errors import DONE, SourceRefusal, UsageRefusal
from toolkit.records import Note, NoteVerdict, plain
from toolkit.scan.known import load
from toolkit.scan.notes import Knowledge, identify_always
from toolkit.scan.notes.facts import claimants, facts
from toolkit.texts import visible

# A note is a text; the largest known are under 100 KB, and the decoder reads no more than its head.
_READ = 4 * 1024 * 1024
_SHOWN = 12  # families
_ALIKE = 5  # families a text is only like


def identify(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    name: Annotated[list[str] | None, typer.Option("--name")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Annotated[Path | None, typer.Option()] = None,
) -> int:
    if not files and not name:
        raise UsageRefusal("usage_missing", name="FILES", command="trousse identify")
    if any(not visible(one).strip(" .") for one in name or ()):
        raise UsageRefusal("name_empty")
    screen: Screen = context.obj
    known = load(signatures).notes
    for asked in name or ():
        _claimed(asked, known, screen, json=json)
    status = DONE
    for path in files or ():
        try:
            note = identify_always(path.name, _head(path), known)
        except OSError as error:
            codes = {FileNotFoundError: "source_missing", IsADirectoryError: "source_folder"}
            status = _unread(path, codes.get(type(error), "source_denied"), screen, json=json)
        except Exception:  # noqa: BLE001 - hostile bytes may fail a reader in any way; the next file is read
            status = _unread(path, "source_examination", screen, json=json)
        else:
            _tell(path, note, known, screen, json=json)
    return status


def _head(path: Path) -> bytes:
    """Return the first bytes of a regular file; a pipe or a device would be waited for without end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise PermissionError(path)
    with path.open("rb") as stream:
        return stream.read(_READ)


def _tell(path: Path, note: Note, known: Knowledge, screen: Screen, *, json: bool) -> None:
    concerned = list(dict.fromkeys(name for name in (note.family, *note.candidates) if name))[:_SHOWN]
    if json:
        families = [facts(name, known) for name in concerned]
        screen.machine({"path": str(path), **plain(note), "families": families, "errors": []})
        return
    summary.note(str(path), note, screen)
    if note.verdict == NoteVerdict.NO:
        return
    if note.family:
        decryptor(note.family, known, screen)
    others = [name for name in concerned if name != note.family]
    if others:
        shown = ", ".join(others[:_ALIKE])
        screen.say("notes.candidates", families=f"{shown}…" if len(others) > _ALIKE else shown)
        screen.say("notes.candidates_alike")


def _claimed(asked: str, known: Knowledge, screen: Screen, *, json: bool) -> None:
    """Tell which families claim an extension, a note's name or a family's name, with facts and sources."""
    found = claimants(asked, known)
    if json:
        families = [facts(name, known) for name in found]
        screen.machine({"name": asked, "certainty": "unknown", "families": families})
        return
    if not found:
        screen.say("screen.name_unknown", name=asked)
        return
    screen.say("screen.name_claimed", name=asked, count=len(found))
    for name in found[:_SHOWN]:
        _told(name, known, screen)
    if len(found) > _SHOWN:
        screen.say("screen.name_more", count=len(found) - _SHOWN)


def _told(name: str, known: Knowledge, screen: Screen) -> None:
    one = facts(name, known)
    sources = ", ".join(f"{source['source']} ({source['date']})" for source in one["sources"])
    screen.say("screen.claimant", family=one["display"], source=sources or "–")
    for key in ("aliases", "kin", "extensions", "note_names"):
        if one[key]:
            screen.say(f"screen.claimant_{key}", values=", ".join(one[key]))
    decryptor(name, known, screen)


def decryptor(name: str, known: Knowledge, screen: Screen) -> None:
    """Say whether a free decryptor has existed for a family, when a dated source states it."""
    one = facts(name, known)
    stated = one.get("decryptor")
    if not stated:
        return
    screen.say(
        f"screen.decryptor_{stated['state']}",
        family=one["display"],
        date=stated["checked"],
        source=stated["source"],
    )
    if stated.get("page"):
        screen.say("screen.decryptor_page", page=stated["page"])


def _unread(path: Path, code: str, screen: Screen, *, json: bool) -> int:
    if json:
        screen.machine({"path": str(path), "verdict": "unknown", "errors": [code]})
    return screen.refuse(SourceRefusal(code, source=str(path)))

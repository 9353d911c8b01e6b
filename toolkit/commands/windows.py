"""trousse windows: which Windows stands on a disk and how it was put out, before anything is examined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from toolkit.commands import keys, opening
from toolkit.commands.screen import Screen
from toolkit.errors import ANSWER_IS_NO, DONE, SourceRefusal
from toolkit.media import drives as media_drives
from toolkit.media import open_source
from toolkit.media.asked import Asked
from toolkit.media.source import Source
from toolkit.records import plain
from toolkit.report.inventory_words import fact
from toolkit.texts.forms import amount, spoken
from toolkit.triage.systems import systems

_STYLES = {"clean": "bold green", "unknown": "bold yellow"}
_NOT_NAMED = 8  # characters of an identifier of a key that people are shown

Row = Mapping[str, Any]


def windows(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument()] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    asked = keys.given(screen, recovery_key, startup_key, password)
    statuses = []
    for where, drive in _places(source):
        if not json and (drive is not None or len(source or ()) > 1):
            _head(where, drive, screen)
        try:
            statuses.append(_looked(where, asked, screen, json=json))
        except SourceRefusal as refusal:
            if source and len(source) == 1:
                raise
            statuses.append(screen.refuse(refusal))
    if not statuses and not json:
        screen.say("windows.no_disk", style="bold yellow")
        screen.say("windows.no_disk_do")
    return max(statuses, default=DONE)


def _places(sources: Sequence[str] | None) -> Iterator[tuple[str, media_drives.Drive | None]]:
    """Yield what was named, or every disk but the one that holds this program."""
    if sources:
        yield from ((where, None) for where in sources)
        return
    for drive in media_drives.drives(opening=False):
        if not drive.holds_program:
            yield drive.device, drive


def _head(where: str, drive: media_drives.Drive | None, screen: Screen) -> None:
    if drive is None:
        screen.say("windows.place", style="bold", source=where)
        return
    unknown = screen.speech.say("drives.unknown")
    size = unknown if drive.size is None else amount(screen.speech, drive.size)
    told = {"model": drive.model or unknown, "serial": drive.serial or unknown, "size": size}
    screen.say("windows.disk", style="bold", device=drive.device, **told)


def _looked(where: str, asked: Asked, screen: Screen, *, json: bool) -> int:
    """Tell what one disk holds; 1 where a volume of it is locked."""
    with opening.source(where, None, asked, screen, opener=_even_closed) as opened:
        found = list(systems(opened))
        size = opened.size
    for row in found:
        if json:
            screen.machine({"source": where, **row})
        else:
            _tell(row, where, screen)
    shut = any(row["what"] == "locked_volume" for row in found)
    if json:
        screen.machine({"source": where, "size": size, "volumes": len(found), "locked": shut})
    elif not any(row["what"] == "windows" for row in found):
        screen.say("windows.none_closed" if shut else "windows.none", style="bold yellow")
        if not shut:
            screen.say("windows.none_do")
    return ANSWER_IS_NO if shut else DONE


def _even_closed(where: str, asked: Asked) -> Source:
    return open_source(where, replace(asked, closed=True))


def _tell(row: Row, where: str, screen: Screen) -> None:
    size = amount(screen.speech, row["size"]) if row.get("size") else "–"
    if row["what"] == "windows":
        _windows(row, size, screen)
    elif row["what"] == "locked_volume":
        _locked(row, size, where, screen)
    elif row["holds"] != "no_files":
        why = f"coverage.{row['why']}"
        words = screen.speech.say(why) if screen.speech.knows(why) else row["why"]
        names = ", ".join(row["names"]) or row["filesystem"]
        screen.say(
            f"windows.holds_{row['holds']}", volume=row["volume"] or "–", size=size, names=names, why=words
        )


def _windows(row: Row, size: str, screen: Screen) -> None:
    speech, state = screen.speech, str(row["state"])
    told = [str(row[key]) for key in ("product", "release") if row.get(key)]
    system = " ".join(told) or speech.say("windows.unnamed")
    build = f" ({row['build']})" if told and row.get("build") else ""
    named = {"computer": row.get("computer") or "–", "volume": row["volume"] or "–", "size": size}
    screen.say("windows.found", style="bold", system=system + build, **named)
    likely = "_likely" if state == "dirty" and "volume_dirty" not in row["evidence"] else ""
    screen.say(f"windows.state_{state}{likely}", style=_STYLES.get(state, "bold yellow"))
    kind = "asleep" if "asleep" in row["flags"] else state
    screen.say(f"windows.means_{kind}")
    screen.say(f"windows.do_{kind}")
    if row["evidence"]:
        screen.say("windows.evidence", evidence=fact(speech, "", row["evidence"]))
    if row.get("last_shutdown_ns"):
        screen.say("windows.last_shutdown", when=spoken(speech, row["last_shutdown_ns"]))
    if row.get("bitlocker"):
        screen.say("windows.suspended" if row["bitlocker"] == "bitlocker_suspended" else "windows.opened")


def _locked(row: Row, size: str, where: str, screen: Screen) -> None:
    speech, facts = screen.speech, {"volume": row["volume"] or "–", "size": size}
    why = str(row["why"])
    if why in {"bitlocker", "bitlocker_wrong_key"}:
        screen.say("windows.locked", style="bold red", **facts)
    else:
        screen.say("windows.locked_why", style="bold red", why=speech.say(f"coverage.{why}"), **facts)
    listed = zip(row["protectors"], row["key_ids"], strict=True)
    words = [
        speech.say(f"screen.protector_{kind.removeprefix('opens_by_')}", ident=ident[:_NOT_NAMED])
        for kind, ident in listed
    ]
    if words:
        screen.say("windows.opens_with", style="bold", protectors=", ".join(words))
    if "opens_by_recovery" in row["protectors"]:
        screen.say("windows.locked_do")
        if not screen.followed:
            screen.say("windows.locked_next", source=where)
    elif speech.knows(hint := f"errors.{why}_hint"):
        screen.say(hint, **plain({"source": where}))
    else:
        screen.say("windows.locked_other_do")

"""The last lines of a backup check: the two axes, the reason that decides each, and one thing to do."""

from collections.abc import Mapping
from typing import Any

from toolkit.backup.answers.deciding import locked, of_connect, of_rely, what
from toolkit.backup.answers.points import Worth
from toolkit.commands.screen import Screen
from toolkit.records import Answer, Connect, Facts, Rely, Verdict
from toolkit.texts import states
from toolkit.texts.forms import spoken
from toolkit.texts.reasons import sentence

_LONGEST = 200  # characters of a reason or a name on a terminal of 24 lines
_STYLES = {True: "bold green", False: "bold red"}


def axes(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    """Say whether to reconnect it and whether to rely on it."""
    _connect(verdict, screen)
    _rely(verdict, screen, words=words)


def told(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    """Say each axis with the reason that decides it, the last clean state, and what to do."""
    _locked(verdict, screen, words=words)
    _connect(verdict, screen)
    one, other = of_connect(verdict), of_rely(verdict)
    _reason(one, screen)
    _rely(verdict, screen, words=words)
    if other != one:
        _reason(other, screen)
    if verdict.rely == Rely.INCOMPLETE and verdict.answers["recent"].answer == Answer.NO:
        _reason(next(iter(verdict.answers["recent"].why), None), screen)
    _restore(verdict, screen)
    until = verdict.newest_data.get("decisive_ns") or verdict.newest_data.get("modified_ns")
    code = f"backup.what_{what(verdict, words=words)}"
    todo = screen.speech.say(code, until=spoken(screen.speech, until))
    screen.say("backup.next", style="bold", what=todo)


def _connect(verdict: Verdict, screen: Screen) -> None:
    screen.say(f"backup.connect_{verdict.connect}", style=_STYLES[verdict.connect == Connect.CLEAN])


def _rely(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    # What a password opens needs no other program.
    why = "_locked" if verdict.rely == Rely.OPAQUE and locked(verdict, words=words) else ""
    screen.say(f"backup.rely_{verdict.rely}{why}", style=_STYLES[verdict.rely == Rely.GOOD])


def named(backup: Mapping[str, Any], screen: Screen) -> tuple[str, str]:
    """Return the form of a backup and where it lies, in words."""
    form = screen.speech.say(f"backup.form_{backup['form']}")
    return form, str(backup["path"]) or screen.speech.say("backup.path_root")


def point(one: Facts, screen: Screen) -> dict[str, str]:
    """Return the name of a state that is kept, when it was made, and the date of its newest data."""
    newest = one.get("newest_ns")
    shown = spoken(screen.speech, newest) if newest else "–"
    name = "/".join(part for part in (str(one["path"]), str(one["name"])) if part) or "–"
    return {"name": name, "at": states.made(screen.speech, one), "newest": shown}


def _locked(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    found = locked(verdict, words=words)
    if found:
        form, path = named(found[0], screen)
        code = "password_wrong" if words else "password_none"
        screen.say(f"backup.{code}", style="bold yellow", form=form, path=_cut(path, screen))


def _reason(reason: Facts | None, screen: Screen) -> None:
    # That it is locked was said first.
    if reason is not None and reason["code"] != "fault_locked":
        screen.say("backup.reason_line", reason=_cut(sentence(screen.speech, reason), screen))


def _cut(text: str, screen: Screen) -> str:
    return text if len(text) <= _LONGEST or not screen.out.is_terminal else f"{text[: _LONGEST - 1]}…"


def _restore(verdict: Verdict, screen: Screen) -> None:
    """Say which state of the data is the last that is clean, where the newest is not."""
    if verdict.rely == Rely.GOOD or not verdict.points:
        return
    if verdict.last_clean is None:
        if any(one["worth"] != Worth.CLEAN for one in verdict.points):
            code, facts = states.no_clean(screen.speech, verdict.points)
            screen.say(code, style="bold yellow", **facts)
        return
    screen.say("backup.last_clean", style="bold", **point(verdict.last_clean, screen))

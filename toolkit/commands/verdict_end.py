"""The last lines of a backup check: the two axes, the reason that decides each, and one thing to do."""

from collections.abc import Mapping
from typing import Any

from toolkit.backup.answers.points import Worth
from toolkit.commands.screen import Screen
from toolkit.records import Answer, Connect, Facts, Rely, Verdict
from toolkit.texts import states
from toolkit.texts.forms import spoken
from toolkit.texts.reasons import sentence

_LONGEST = 200  # characters of a reason or a name on a terminal of 24 lines
# The question that decides a verdict.
_DECIDES = {
    Rely.ENCRYPTED: "not_encrypted",
    Rely.DAMAGED: "restorable",
    Rely.OPAQUE: "restorable",
    Rely.INCOMPLETE: "complete",
    Rely.STALE: "recent",
}
# Where several are unknown, the gravest first; the last is a limit of every medium.
_UNKNOWN = ("not_encrypted", "restorable", "complete", "recent", "clean")
_GUARD = frozenset({"read_only_not_proven", "hub_shared", "usb_unknown", "same_volumes"})
_NOTHING_BESIDE = frozenset({"completeness_unknown", "inventory_empty"})
# Baselines that cannot answer yes, where another could.
_BASELINE = frozenset(
    f"baseline_{why}"
    for why in ("superseded", "unsigned", "tampered", "on_medium", "after_attack", "signs", "empty")
)
_REPOSITORIES = frozenset({"restic", "borg", "kopia", "duplicati"})  # closed without a password
_EMPTY = frozenset({"nothing_examined", "empty_medium", "blank_medium"})
_STYLES = {True: "bold green", False: "bold red"}


def axes(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    """Say whether to reconnect it and whether to rely on it."""
    _connect(verdict, screen)
    _rely(verdict, screen, words=words)


def told(verdict: Verdict, screen: Screen, *, words: bool) -> None:
    """Say each axis with the reason that decides it, the last clean state, and what to do."""
    _locked(verdict, screen, words=words)
    _connect(verdict, screen)
    one, other = _of_connect(verdict), _of_rely(verdict)
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


def what(verdict: Verdict, *, words: bool = False) -> str:
    """Return the code of the one thing to do next: the first that holds."""
    point = "_point" if verdict.last_clean is not None else ""
    several = point if len(verdict.points) > 1 else ""
    unknown = verdict.connect == Connect.UNKNOWN
    decides = (_of_rely(verdict) or {}).get("code")
    in_order = (
        (verdict.connect == Connect.SUSPECT_DEVICE, "suspect_device"),
        (verdict.connect == Connect.INFECTED, f"infected{point}"),
        (verdict.rely == Rely.ENCRYPTED, f"encrypted{point}"),
        (any(one["code"] in _EMPTY for one in verdict.reasons), "empty"),
        (bool(locked(verdict, words=words)), "password"),
        (verdict.rely == Rely.DAMAGED, f"damaged{several}"),
        (verdict.rely == Rely.OPAQUE, "opaque"),
        (verdict.coverage.get("sample") is not None, "sample"),
        (unknown and not _GUARD.isdisjoint(_codes(verdict, "clean")), "read_only"),
        (unknown and "on_case_medium" in _codes(verdict, "clean"), "case_there"),
        (unknown, "unknown"),
        (verdict.rely == Rely.INCOMPLETE and verdict.answers["recent"].answer == Answer.NO, "stale"),
        (verdict.rely == Rely.UNKNOWN and decides in _NOTHING_BESIDE, "compare"),
        (verdict.rely == Rely.UNKNOWN and decides in _BASELINE, "baseline"),
    )
    return next((code for holds, code in in_order if holds), str(verdict.rely))


def locked(verdict: Verdict, *, words: bool) -> tuple[Facts, ...]:
    """Return the backups that no password given here opened; `words` says that there was one."""
    members = sum(int(one.get("partly", {}).get("inside_locked", 0)) for one in verdict.coverage["volumes"])
    zips = sum(one["form"] == "zip" for one in verdict.backups)
    # The list of a ZIP is never locked: only that nearly all of it is closed says so.
    closed = verdict.rely == Rely.OPAQUE and 0 < zips <= members
    return tuple(
        one
        for one in verdict.backups
        if one["state"] == "locked"
        or (one["form"] in _REPOSITORIES and one["state"] == "structure" and not words)
        or (one["form"] == "zip" and closed)
    )


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


def _of_connect(verdict: Verdict) -> Facts | None:
    """Return the reason that decides whether to reconnect it."""
    if verdict.connect == Connect.CLEAN:
        why = verdict.answers["clean"].why
        return next((one for one in why if one["code"] == "no_sign" and not says_nothing(one)), None)
    if "clean" not in verdict.answers or not verdict.answers["clean"].why:
        return next(iter(verdict.reasons), None)
    why = verdict.answers["clean"].why
    # The case was left unread: that it stands there comes before that something was not read.
    beside = (one for one in why if verdict.connect == Connect.UNKNOWN and one["code"] == "on_case_medium")
    return next(beside, why[0])


def _of_rely(verdict: Verdict) -> Facts | None:
    """Return the reason that decides whether to rely on it; None where nothing speaks against it."""
    question = _DECIDES.get(verdict.rely)
    if verdict.rely == Rely.UNKNOWN:
        unknown = (one for one in _UNKNOWN if verdict.answers[one].answer == Answer.UNKNOWN)
        question = next(unknown, None)
        if question is None and verdict.connect == Connect.INFECTED:
            return {"code": "rely_signs"}
    if question is None or not (why := verdict.answers[question].why):
        return None
    if verdict.rely == Rely.OPAQUE:
        return next((one for one in why if one["code"] in {"fault_locked", "opaque_mostly"}), why[0])
    return why[0]


def says_nothing(reason: Facts) -> bool:
    """Tell that no sign was found where nothing could be searched."""
    return reason["code"] == "no_sign" and int(reason.get("not_seen", 0)) >= int(reason.get("files", 0))


def _codes(verdict: Verdict, question: str) -> set[str]:
    return {str(one["code"]) for one in verdict.answers[question].why}


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

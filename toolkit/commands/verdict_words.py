"""What a backup is worth, in sentences: first how old its newest data is, for that is what is lost."""

import math
import time
from collections.abc import Mapping
from typing import Any

from toolkit.backup.points import Worth
from toolkit.commands.screen import Screen
from toolkit.records import Connect, Facts, Rely, Verdict
from toolkit.texts.forms import amount, moment
from toolkit.texts.reasons import sentence

_DAY = 86_400 * 1_000_000_000  # ns
_POINTS = 12  # told of one medium; the records tell all
_BACKUPS = 20
_FAULTS = 3


def told(verdict: Verdict, screen: Screen) -> None:
    """Say what a backup is worth."""
    _sample(verdict.coverage.get("sample"), screen)
    _newest(verdict.newest_data, screen)
    style = {True: "bold green", False: "bold red"}
    screen.say(f"backup.connect_{verdict.connect}", style=style[verdict.connect == Connect.CLEAN])
    screen.say(f"backup.rely_{verdict.rely}", style=style[verdict.rely == Rely.GOOD])
    _restore(verdict, screen)
    speech = screen.speech
    for question, one in verdict.answers.items():
        screen.say(
            "backup.answer_line",
            question=speech.say(f"backup.question_{question}"),
            answer=speech.say(f"backup.answer_{one.answer}"),
        )
        for reason in one.why:
            screen.say("backup.reason_line", reason=sentence(speech, reason))
    _backups(verdict, screen)
    screen.say(
        "backup.read",
        files=speech.number(verdict.coverage["files_seen"]),
        size=amount(speech, verdict.coverage["bytes_seen"]),
        not_seen=speech.number(verdict.coverage["files_not_seen"]),
    )


def _sample(sample: Mapping[str, Any] | None, screen: Screen) -> None:
    """Say before anything else that not everything was read, and how to choose the same files again."""
    if sample is None:
        return
    speech = screen.speech
    counts = {key: speech.number(sample[key]) for key in ("files", "of")}
    screen.say("backup.sample", style="bold yellow", **counts)
    screen.say("backup.sample_again", minutes=sample["minutes"], seed=sample["seed"])
    if sample["seconds"] > 60 * sample["minutes"]:
        taken = speech.number(math.ceil(sample["seconds"] / 60))
        screen.say("backup.sample_longer", asked=speech.number(sample["minutes"]), taken=taken)


def _newest(found: Mapping[str, Any], screen: Screen) -> None:
    speech, when = screen.speech, found.get("modified_ns")
    if not when:
        screen.say("backup.newest_unknown", style="bold yellow")
        return
    days = max(0, (time.time_ns() - when) // _DAY)
    screen.say("backup.newest", style="bold", when=moment(speech, when), days=speech.number(days))
    for group, at in (found.get("by_class") or {}).items():
        if at:
            name = speech.say(f"backup.class_{group}")
            screen.say("backup.newest_class", group=name, when=moment(speech, at))


def _restore(verdict: Verdict, screen: Screen) -> None:
    """Say which state of the data is the last that is clean, where the newest is not."""
    if verdict.rely == Rely.GOOD or not verdict.points:
        return
    clean = verdict.last_clean
    if clean is None:
        if any(point["worth"] != Worth.CLEAN for point in verdict.points):
            screen.say("backup.no_clean_point", style="bold yellow")
        return
    screen.say("backup.last_clean", style="bold", **_point(clean, screen))


def _point(point: Facts, screen: Screen) -> dict[str, str]:
    speech = screen.speech
    dated = {key: point.get(key) for key in ("at_ns", "newest_ns")}
    shown = {key: moment(speech, at) if at else "–" for key, at in dated.items()}
    name = "/".join(part for part in (str(point["path"]), str(point["name"])) if part) or "–"
    return {"name": name, "at": shown["at_ns"], "newest": shown["newest_ns"]}


def _backups(verdict: Verdict, screen: Screen) -> None:
    speech = screen.speech
    for one in verdict.backups[:_BACKUPS]:
        form = speech.say(f"backup.form_{one['form']}")
        state = speech.say(f"backup.state_{one['state']}")
        screen.say("backup.found", form=form, path=one["path"] or "/", state=state)
        vendor = f"backup.vendor_{one['form']}"
        if one["state"] not in {"read", "broken"} and speech.knows(vendor):
            screen.say("backup.reason_line", reason=speech.say(vendor))
    if (more := len(verdict.backups) - _BACKUPS) > 0:
        screen.say("backup.found_more", count=speech.number(more))
    if len(verdict.points) < 2:
        return
    for point in verdict.points[:_POINTS]:
        worth = speech.say(f"backup.worth_{point['worth']}")
        style = "green" if point["worth"] == Worth.CLEAN else "red"
        screen.say("backup.point", style=style, worth=worth, **_point(point, screen))
        for fault in point["faults"][:_FAULTS]:
            screen.say("backup.reason_line", reason=sentence(speech, fault))
    if (more := len(verdict.points) - _POINTS) > 0:
        screen.say("backup.points_more", count=speech.number(more))

"""What a backup is worth, in sentences: first how old its newest data is, for that is what is lost."""

import json
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.backup.answers import deciding
from toolkit.backup.answers.points import Worth
from toolkit.commands import verdict_end
from toolkit.commands.screen import Screen
from toolkit.records import Answer, Facts, Verdict
from toolkit.texts.forms import amount, spoken
from toolkit.texts.reasons import sentence

_DAY = 86_400 * 1_000_000_000  # ns
_POINTS = 12  # told of one medium; the records tell all
_BACKUPS = 20
_FAULTS = 3
_BY_SECONDS = 300  # seconds up to which a duration is told in seconds
_OF_SAMPLE = "sampled"  # the codes of its reasons begin so
_SAMPLES = 3  # of reasons that differ only by what they name
# On a terminal the details must not push the verdict out of sight.
_SHORT = {Answer.NO: 3, Answer.UNKNOWN: 2, Answer.YES: 1}
_SHORT_LIST = 4


def told(verdict: Verdict, screen: Screen, *, words: bool = False) -> None:
    """Say what a backup is worth: the two axes, the details, and the two axes again with what decides each.

    `words` says that a password was given. On a terminal the details are cut short, the end never is.
    """
    short = screen.out.is_terminal
    _sample(verdict.coverage.get("sample"), screen)
    newest(verdict.newest_data, screen)
    verdict_end.axes(verdict, screen, words=words)
    _classes(verdict.newest_data, screen)
    told_once: set[str] = set()
    left = sum(
        _answer(question, one, screen, told_once, short=short) for question, one in verdict.answers.items()
    )
    left += _backups(verdict, screen, short=short, words=words)
    if left:
        screen.say("backup.details_more", count=screen.speech.number(left))
    _read(verdict, screen)
    screen.rule("backup.verdict")
    newest(verdict.newest_data, screen)
    verdict_end.told(verdict, screen, words=words)


def _answer(question: str, one: Any, screen: Screen, told_once: set[str], *, short: bool) -> int:
    """Say one answer and its reasons, and return how many of these were left out.

    `told_once` holds the reasons of the sample that were said: those of each answer are the same.
    """
    speech = screen.speech
    shown = speech.say(f"backup.answer_{one.answer}")
    screen.say("backup.answer_line", question=speech.say(f"backup.question_{question}"), answer=shown)
    why = [reason for reason in one.why if not deciding.says_nothing(reason)]
    kept = [reason for reason in why if _whole(reason) not in told_once]
    told_once.update(_whole(reason) for reason in kept if str(reason["code"]).startswith(_OF_SAMPLE))
    if why and not kept:
        screen.say("backup.sample_above")
    groups = grouped(kept)
    most = _SHORT[one.answer] if short else len(groups)
    for samples, count in groups[:most]:
        _reasons(samples, count, screen, short=short)
    return len(groups[most:])


def _whole(reason: Facts) -> str:
    return json.dumps(dict(reason), sort_keys=True, default=str)


def _reasons(samples: Sequence[Facts], count: int, screen: Screen, *, short: bool) -> None:
    """Say reasons of one code: a few of them, and how many there are."""
    kept = samples[:1] if short else samples
    for reason in kept[:-1]:
        screen.say("backup.reason_line", reason=sentence(screen.speech, reason))
    last = sentence(screen.speech, kept[-1])
    if count > len(kept):
        screen.say("backup.same_reason", reason=last, count=screen.speech.number(count))
    else:
        screen.say("backup.reason_line", reason=last)


def grouped(why: Sequence[Facts]) -> list[tuple[list[Facts], int]]:
    """Put reasons of one code together: each group is a few of them, and how many; the same is told once.

    Reasons that count files are groups by themselves.
    """
    groups: dict[str, tuple[list[Facts], set[str]]] = {}
    for reason in why:
        whole = _whole(reason)
        key = whole if "files" in reason else str(reason["code"])
        samples, seen = groups.setdefault(key, ([], set()))
        if whole not in seen:
            seen.add(whole)
            if len(samples) < _SAMPLES:
                samples.append(reason)
    return [(samples, len(seen)) for samples, seen in groups.values()]


def _sample(sample: Mapping[str, Any] | None, screen: Screen) -> None:
    """Say before anything else that not everything was read, and how to choose the same files again."""
    if sample is None:
        return
    speech = screen.speech
    counts = {key: speech.number(sample[key]) for key in ("files", "of")}
    screen.say("backup.sample", style="bold yellow", **counts)
    screen.say("backup.sample_again", minutes=sample["minutes"], seed=sample["seed"])
    if sample["seconds"] > 60 * sample["minutes"]:
        asked = speech.number(sample["minutes"])
        screen.say("backup.sample_longer", asked=asked, taken=taken(sample["seconds"], screen))


def taken(seconds: float, screen: Screen) -> str:
    """Return a duration in words: in seconds below five minutes, in whole minutes above."""
    if seconds < _BY_SECONDS:
        return screen.speech.say("backup.taken_seconds", count=screen.speech.number(round(seconds)))
    return screen.speech.say("backup.taken_minutes", count=screen.speech.number(math.ceil(seconds / 60)))


def newest(found: Mapping[str, Any], screen: Screen) -> None:
    """Say how old the newest data of the practice is, after that of an older class that decides."""
    decisive, group = found.get("decisive_ns"), found.get("decisive_class")
    if decisive and group:
        name = screen.speech.say(f"backup.class_{group}")
        told = {"when": spoken(screen.speech, decisive), "ago": _ago(decisive, screen)}
        screen.say("backup.newest_decisive", style="bold", group=name[:1].upper() + name[1:], **told)
    speech, when = screen.speech, found.get("modified_ns")
    if not when:
        screen.say("backup.newest_unknown", style="bold yellow")
        return
    screen.say("backup.newest", style="bold", when=spoken(speech, when), ago=_ago(when, screen))


def _ago(when: int, screen: Screen) -> str:
    days = (time.time_ns() - when) // _DAY
    if days < 1:
        return screen.speech.say("backup.ago_today")
    return screen.speech.say("backup.ago", days=screen.speech.number(days))


def _classes(found: Mapping[str, Any], screen: Screen) -> None:
    for group, at in (found.get("by_class") or {}).items():
        if at:
            name = screen.speech.say(f"backup.class_{group}")
            screen.say("backup.newest_class", group=name, when=spoken(screen.speech, at))


def _backups(verdict: Verdict, screen: Screen, *, short: bool, words: bool) -> int:
    """Say every backup found and every state kept; return how many of them were left out."""
    speech = screen.speech
    most = _SHORT_LIST if short else _BACKUPS
    closed = deciding.locked(verdict, words=words)
    for one in verdict.backups[:most]:
        form, path = verdict_end.named(one, screen)
        state = "locked" if one in closed else one["state"]
        screen.say("backup.found", form=form, path=path, state=speech.say(f"backup.state_{state}"))
        vendor = f"backup.vendor_{one['form']}"
        if state not in {"read", "broken"} and speech.knows(vendor):
            screen.say("backup.reason_line", reason=speech.say(vendor))
    if (more := len(verdict.backups) - most) > 0:
        screen.say("backup.found_more", count=speech.number(more))
    if len(verdict.points) < 2:
        return 0
    most = _SHORT_LIST if short else _POINTS
    for point in verdict.points[:most]:
        worth = speech.say(f"backup.worth_{point['worth']}")
        style = "green" if point["worth"] == Worth.CLEAN else "red"
        screen.say("backup.point", style=style, worth=worth, **verdict_end.point(point, screen))
        if not short:
            for fault in point["faults"][:_FAULTS]:
                screen.say("backup.reason_line", reason=sentence(speech, fault))
    if (more := len(verdict.points) - most) > 0:
        screen.say("backup.points_more", count=speech.number(more))
    return 0


def _read(verdict: Verdict, screen: Screen) -> None:
    """Say what was read, what of it was archives and backups, and what was never opened."""
    speech, coverage = screen.speech, verdict.coverage
    opened = sum(one["state"] == "read" and one["path"] != "" for one in verdict.backups)
    facts = {"opened": speech.number(opened)} if opened else {}
    code = "read_opened" if opened else "read" if coverage["bytes_seen"] else "read_nothing"
    screen.say(
        f"backup.{code}",
        files=speech.number(coverage["files_seen"]),
        size=amount(speech, coverage["bytes_seen"]),
        not_seen=speech.number(coverage["files_not_seen"]),
        **facts,
    )
    for apart in ("links_not_followed", "special_not_opened"):
        if count := sum(one.get(apart, 0) for one in coverage["volumes"]):
            screen.say(f"backup.{apart}", style="bold yellow", count=speech.number(count))

"""The verdict of the medium just checked: a light, may it be connected, may it be relied on, and why."""

import re
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.backup.answers import deciding
from toolkit.records import Answer, Connect, Rely, Verdict
from toolkit.report.extracts import backups
from toolkit.texts import states, visible
from toolkit.texts.forms import spoken
from toolkit.texts.reasons import sentence
from toolkit.walkthrough.pages.line import (
    BAD,
    DIM,
    GOOD,
    PLAIN,
    STRONG,
    WARN,
    Line,
    Look,
    failed,
    short,
    some,
)

_DAY = 86_400 * 1_000_000_000  # ns
_QUESTIONS = ("clean", "not_encrypted", "complete", "recent", "restorable")
_STYLES = {Answer.YES: PLAIN, Answer.NO: BAD, Answer.UNKNOWN: WARN}
_REASON = 150  # characters
_SAID = 14
_CLOSED = re.compile(r"backup_([0-9]+)\.closed")


def lines(look: Look) -> Iterator[Line]:
    """Yield the verdict that this check recorded; one that failed has none, whatever was checked before."""
    work = look.work or _last(look)
    if not look.visit.ended(work):
        yield look.say("page.backup_not_checked", BAD)
        return
    if not look.visit.ended(work, 0, 1):
        yield from failed(look)
        yield look.say("page.backup_do_not", BAD)
        return
    medium = look.visit.value(work.replace("_", "/medium_", 1)) or ""
    yield look.say("page.backup_of", STRONG, medium=short(medium))
    recorded = _recorded(look, work, medium)
    if recorded is not None:
        yield from _of_record(look, recorded)
        return
    yield from _said(look)


def _of_record(look: Look, recorded: Mapping[str, Any]) -> list[Line]:
    try:
        return list(_verdict(look, deciding.of_record(recorded)))
    except (KeyError, ValueError):  # recorded by another version, whose answers this one cannot read
        return [look.say("page.backup_unread", WARN)]


def _last(look: Look) -> str:
    ran = {name: one.at for name, one in look.visit.works.items() if name.startswith("backup_")}
    return max(ran, key=lambda name: ran[name], default="backup_1")


def _recorded(look: Look, work: str, medium: str) -> Mapping[str, Any] | None:
    """Return the verdict recorded last before this check ended, if it is that of this medium."""
    if look.case is None:
        return None
    until = datetime.fromisoformat(look.visit.works[work].at)
    closed = [act for act in look.case.acts() if _CLOSED.fullmatch(act.act)]
    done = [act for act in closed if datetime.fromisoformat(act.local) <= until]
    if not done:
        return None
    number, found = int(_CLOSED.sub(r"\1", done[-1].act)), backups(look.case)
    line = found[number - 1] if number <= len(found) else None
    return line if line is not None and line.get("source") == Path(medium).name else None


def _verdict(look: Look, verdict: Verdict) -> Iterator[Line]:
    yield _light(look, verdict)
    yield _newest(look, verdict.newest_data)
    yield look.say(f"backup.connect_{verdict.connect}", _axis(verdict.connect == Connect.CLEAN))
    yield from _because(look, deciding.of_connect(verdict))
    locked = "_locked" if verdict.rely == Rely.OPAQUE and deciding.locked(verdict, words=False) else ""
    yield look.say(f"backup.rely_{verdict.rely}{locked}", _axis(verdict.rely == Rely.GOOD))
    if verdict.rely != Rely.GOOD:
        yield from _because(look, deciding.of_rely(verdict))
    for question in _QUESTIONS:
        if question in verdict.answers:
            yield _answer(look, question, verdict.answers[question].answer)
    if verdict.last_clean is not None and verdict.rely != Rely.GOOD:
        yield _point(look, verdict.last_clean)
    until = verdict.newest_data.get("decisive_ns") or verdict.newest_data.get("modified_ns")
    todo = look.speech.say(f"backup.what_{deciding.what(verdict)}", until=spoken(look.speech, until))
    yield look.say("backup.next", STRONG, what=todo)


def _axis(good: bool) -> str:
    return GOOD if good else BAD


def _light(look: Look, verdict: Verdict) -> Line:
    """Return the light: green only where both axes are good and every question was answered yes."""
    answers = [one.answer for one in verdict.answers.values()]
    if verdict.connect in {Connect.INFECTED, Connect.SUSPECT_DEVICE} or verdict.rely == Rely.ENCRYPTED:
        return look.say("page.backup_red", BAD)
    whole = len(answers) == len(_QUESTIONS) and set(answers) == {Answer.YES}
    if verdict.connect == Connect.CLEAN and verdict.rely == Rely.GOOD and whole:
        return look.say("page.backup_green", GOOD)
    return look.say("page.backup_orange", WARN)


def _newest(look: Look, found: Mapping[str, Any]) -> Line:
    """Return how old the newest data of the practice is, or that of the older class that decides."""
    when = found.get("decisive_ns") or found.get("modified_ns")
    if not when:
        return look.say("backup.newest_unknown", WARN)
    days = (time.time_ns() - int(when)) // _DAY
    ago = look.speech.say("backup.ago", days=days) if days > 0 else look.speech.say("backup.ago_today")
    shown = spoken(look.speech, int(when))
    if found.get("decisive_ns") and (group := found.get("decisive_class")):
        name = look.speech.say(f"backup.class_{group}")
        return look.say(
            "backup.newest_decisive", STRONG, group=name[:1].upper() + name[1:], when=shown, ago=ago
        )
    return look.say("backup.newest", STRONG, when=shown, ago=ago)


def _because(look: Look, reason: Mapping[str, Any] | None) -> Iterator[Line]:
    if reason is not None:
        yield look.say("backup.reason_line", reason=short(sentence(look.speech, reason), _REASON))


def _answer(look: Look, question: str, answer: Answer) -> Line:
    say = look.speech.say
    asked, told = say(f"backup.question_{question}"), say(f"backup.answer_{answer}")
    return look.say("backup.answer_line", _STYLES[answer], question=asked, answer=told)


def _point(look: Look, point: Mapping[str, Any]) -> Line:
    name = "/".join(str(part) for part in (point.get("path"), point.get("name")) if part) or "–"
    newest = point.get("newest_ns")
    facts = {
        "name": short(name),
        "at": states.made(look.speech, point),
        "newest": spoken(look.speech, newest) if newest else "–",
    }
    return look.say("backup.last_clean", STRONG, **facts)


def _said(look: Look) -> Iterator[Line]:
    """Yield the end of what the check printed: without a case its verdict is recorded nowhere else."""
    told = [text for stream, text in look.said if stream == "out"]
    title = look.speech.say("backup.verdict")
    ends = [at for at, text in enumerate(told) if text.strip("─ -") == title]
    if not ends:
        yield look.say("page.backup_forgotten", WARN)
        return
    say = look.speech.say
    styles = {say("backup.connect_clean"): GOOD, say("backup.rely_good"): GOOD}
    styles |= {say(f"backup.connect_{one}"): BAD for one in Connect if one != Connect.CLEAN}
    styles |= {say(f"backup.rely_{one}"): BAD for one in Rely if one != Rely.GOOD}
    shown = (Line(visible(text), styles.get(text, PLAIN)) for text in told[ends[-1] + 1 :])
    yield from some(look, shown, _SAID)
    yield look.say("page.backup_no_case", DIM)

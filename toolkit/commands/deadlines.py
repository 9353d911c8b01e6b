"""trousse deadlines: the clocks that run from the moment the practice knew, and the duties without one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, DONE, CaseRefusal, UsageRefusal
from toolkit.legal import deadlines as clocks
from toolkit.legal import facts
from toolkit.legal.deadlines import Clock
from toolkit.legal.numbers import Unfit
from toolkit.report import answers
from toolkit.texts.forms import moment, span

# What has no hour to count, with the entry of legal_fr.toml that sets it; "" where a contract does.
OTHERS = (
    ("patients", "gdpr_patients_article"),
    ("register", "gdpr_register_article"),
    ("health", "health_article"),
    ("insurer", ""),
)


def deadlines(
    context: typer.Context,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    t0: Annotated[str | None, typer.Option("--t0")] = None,
    now: Annotated[str | None, typer.Option("--now")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    if (case is None) == (t0 is None):
        raise UsageRefusal("deadlines_one_source")
    at = _typed(now, datetime.now(UTC)) if now else datetime.now(UTC)
    known, done = _recorded(case) if case else (_typed(t0 or "", at), {})
    running = clocks.clocks(known)
    if json:
        _machine(running, known, at, done, screen)
    else:
        _show(running, known, at, done, screen)
    return ANSWER_IS_NO if any(one.past(at) and one.code not in done for one in running) else DONE


def _typed(text: str, now: datetime) -> datetime:
    try:
        return clocks.read(text, now)
    except Unfit as unfit:
        raise UsageRefusal(unfit.code, **unfit.facts) from unfit


def _recorded(folder: Path) -> tuple[datetime, dict[str, str]]:
    """Return the moment of knowledge, and the numbers given for what was done, by clock."""
    told = answers.told(Case.read(folder))
    given = told.get("t0")
    when = clocks.of_answer(given.value if given else None)
    if when is None:
        raise CaseRefusal("t0_untold" if given is None else "t0_unknown", folder=str(folder))
    numbers = {code: told[key].value for code, key in clocks.DONE.items() if key in told}
    return when, {code: number for code, number in numbers.items() if number}


def _machine(
    running: tuple[Clock, ...], known: datetime, now: datetime, done: Mapping[str, str], screen: Screen
) -> None:
    screen.machine({"t0": known.isoformat(), "now": now.isoformat(), "odd": clocks.oddity(known, now)})
    for one in running:
        source = facts.fact(one.text)
        screen.machine({
            "clock": one.code,
            "hours": one.hours,
            "end": one.end.isoformat(),
            "end_paris": one.end.astimezone(clocks.PARIS).isoformat(),
            "left_seconds": int(one.left(now).total_seconds()),
            "past": one.past(now),
            "done": done.get(one.code),
            "article": source.value,
            "source": source.source,
            "checked_on": source.checked_on.isoformat(),
        })  # fmt: skip
    for code, article in OTHERS:
        screen.machine({"duty": code, "article": facts.value(article) if article else None})


def _show(
    running: tuple[Clock, ...], known: datetime, now: datetime, done: Mapping[str, str], screen: Screen
) -> None:
    speech = screen.speech
    screen.say("deadlines.t0", style="bold", moment=moment(speech, _ns(known)))
    odd = clocks.oddity(known, now)
    if odd:
        screen.say(f"deadlines.odd_{odd}", style="bold yellow")
    screen.say("deadlines.ends", moment=moment(speech, _ns(now)))
    for one in running:
        screen.out.print()
        screen.say(f"deadlines.{one.code}", style="bold")
        screen.say("deadlines.end", moment=moment(speech, _ns(one.end)))
        _standing(one, now, done.get(one.code), screen)
        screen.say(f"deadlines.{one.code}_for")
        screen.say("deadlines.hours", hours=one.hours)
        screen.say("deadlines.basis", **_basis(f"deadlines.{one.code}_text", one.text, screen))
    screen.out.print()
    screen.say("deadlines.others", style="bold")
    for code, article in OTHERS:
        screen.say(f"deadlines.{code}", text=_cited(code, article, screen))
    screen.out.print()
    screen.say("deadlines.plain_hours")


def _standing(one: Clock, now: datetime, number: str | None, screen: Screen) -> None:
    """Say that a step was taken, or how long is left for it."""
    if number:
        screen.say("deadlines.done", style="bold green", number=number)
        return
    past = one.past(now)
    style = "bold red" if past else ""
    left = span(screen.speech, abs(one.left(now)))
    screen.say(f"deadlines.{'past' if past else 'left'}", style=style, span=left)


def _basis(code: str, article: str, screen: Screen) -> dict[str, str]:
    found = facts.fact(article)
    say = screen.speech.say
    return {"text": say(code, article=str(found.value)), "checked": found.checked(say)}


def _cited(code: str, article: str, screen: Screen) -> str:
    if not article:
        return ""
    told = _basis(f"deadlines.{code}_text", article, screen)
    return (
        f"{told['text']} ; {told['checked']}" if screen.speech.language == "fr" else "; ".join(told.values())
    )


def _ns(when: datetime) -> int:
    return int(when.timestamp()) * 1_000_000_000

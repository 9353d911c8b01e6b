"""trousse custody: who handed what to whom, and the log of a case in words."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import procedure
from toolkit.commands.screen import Screen
from toolkit.custody import opening, standing, vouched
from toolkit.custody.case import Case
from toolkit.custody.dossier import beside, clock, told
from toolkit.custody.identifiers import masked_typed
from toolkit.custody.log import Act, Break, as_typed
from toolkit.errors import ANSWER_IS_NO, DONE, UsageRefusal
from toolkit.legal import deadlines
from toolkit.legal.numbers import Unfit
from toolkit.report.acts import sentence
from toolkit.report.handover import Transfer
from toolkit.texts import Speech
from toolkit.texts.forms import moment

_SHORT = 16  # characters of a hash that are shown: whoever needs it whole reads the log
_HASH = re.compile(r"[0-9a-f]{64}\Z")
# Facts that the words of an act hold already.
_IN_WORDS = frozenset({"stage", "number", "name", "suffix"})
_IN_WORDS_OF = {
    "torn_tail": frozenset({"bytes", "file"}),
    "part.removed": frozenset({"count"}),
    "seal.opened": frozenset({"content"}),
    "case.opened": frozenset({"tokens"}),
}
_LONGEST = 120  # characters of one fact


def transfer(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    to: Annotated[str, typer.Option("--to")],
    organisation: Annotated[str | None, typer.Option("--organisation")] = None,
    from_: Annotated[str | None, typer.Option("--from")] = None,
    place: Annotated[str | None, typer.Option("--place")] = None,
    medium: Annotated[str | None, typer.Option("--medium")] = None,
    what: Annotated[str | None, typer.Option("--what")] = None,
    at: Annotated[str | None, typer.Option("--at")] = None,
    archive: Annotated[Path | None, typer.Option("--archive")] = None,
) -> None:
    screen: Screen = context.obj
    typed = {
        "to": to,
        "from": from_,
        "organisation": organisation,
        "place": place,
        "medium": medium,
        "what": what,
    }
    hidden: dict[str, tuple[str, ...]] = {}
    facts = {name: _clean(name, text, hidden) for name, text in typed.items() if text is not None}
    if at is not None:
        facts["at"] = _moment(at)
    _refuse_earlier(case, facts.get("at") or datetime.now(UTC).isoformat(), at, screen.speech)
    with Case.resume(case) as current:
        if "from" not in facts and current.facts.examiner:
            facts["from"] = as_typed(masked_typed(current.facts.examiner)[0]) or "?"
        back = standing.went_back(current.acts(), datetime.now(UTC)) if at is None else None
        sealed = _handed(current, facts.get("at"))
        current.note("custody.transferred", **facts, **sealed)
        receipt = _receipt(current, archive or case, {**facts, **sealed}, screen) if sealed else None
    if back:
        screen.say("seal.clock_went_back", style="bold yellow", **back)
    for name, kinds in hidden.items():
        screen.say("custody.masked", style="bold yellow", name=f"--{name}", kinds=" ".join(kinds))
    screen.say(
        "custody.noted", to=facts["to"], giver=facts.get("from") or screen.speech.say("custody.nobody")
    )
    screen.say("custody.noted_sealed" if sealed else "custody.noted_unsealed")
    if receipt:
        screen.say("custody.receipt_at", path=str(receipt))


def _receipt(case: Case, place: Path, facts: Mapping[str, Any], screen: Screen) -> Path | None:
    """Write the receipt of the archive closed last, filled in; None where that archive is not at hand."""
    when = datetime.fromisoformat(str(facts["at"])) if "at" in facts else datetime.now(UTC)
    handed = Transfer(
        given_by=facts.get("from"),
        received_by=facts["to"],
        organisation=facts.get("organisation"),
        medium=facts.get("medium"),
        place=facts.get("place"),
        at=int(when.timestamp()) * 1_000_000_000,
    )
    chosen = screen.written_in(case.facts.language)
    return procedure.write_receipt_again(case, place, chosen, handed, facts["sha256"])


def _handed(case: Case, at: str | None) -> dict[str, Any]:
    """Return the hashes of the archive that was the last one at that time, none where there was none yet."""
    closed: dict[str, Any] = {}
    for act in opening.acts(case.folder):
        if act.act == "seal.closed" and (at is None or datetime.fromisoformat(act.local) < _after(at)):
            closed = {name: act.facts[name] for name in ("manifest", "sha256") if name in act.facts}
    return closed


def _refuse_earlier(case: Path, at: str, typed: str | None, speech: Speech) -> None:
    """Refuse a transfer before there was a case, before anything of it is noted."""
    facts = opening.load(case)
    if _after(at) <= datetime.fromisoformat(facts.opened_local):
        shown = moment(speech, facts.opened)
        raise UsageRefusal("transfer_before", typed=typed or at[:16].replace("T", " ") + " UTC", opened=shown)


def _after(at: str) -> datetime:
    return datetime.fromisoformat(at) + timedelta(minutes=1)  # a time is typed to the minute


def _clean(name: str, text: str, hidden: dict[str, tuple[str, ...]]) -> str:
    """Return what was typed as it is recorded, identifiers masked; `hidden` takes the kinds of those."""
    shown, kinds = masked_typed(text)
    if kinds:
        hidden[name] = kinds
    found = as_typed(shown)
    if found is None or not any(each.isalnum() for each in found):
        raise UsageRefusal("transfer_text", name=f"--{name}", text=text)
    return found


def _moment(typed: str) -> str:
    now = datetime.now(UTC)
    try:
        when = deadlines.read(typed, now)
    except Unfit as unfit:
        raise UsageRefusal(unfit.code, **unfit.facts) from unfit
    if when > now:
        raise UsageRefusal("transfer_later", typed=typed)
    return when.isoformat(timespec="minutes")


def show(
    context: typer.Context,
    archive: Annotated[Path | None, typer.Argument()] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
) -> int:
    screen: Screen = context.obj
    if archive is None and case is None:
        raise UsageRefusal("usage_missing", name="--case", command="trousse custody show")
    if archive is not None and case is not None:
        raise UsageRefusal("show_both")
    breaks = count = 0
    back: list[int] = []
    above: Act | None = None
    for each in told.log(case or archive or Path()):
        if isinstance(each, Break):
            breaks += 1
            screen.say(f"verify.{each.why}", style="bold red", line=each.n)
        else:
            count += 1
            back += [each.n] if clock.went_back(above, each) else []
            above = each
            screen.say("custody.line", **_line(each, screen.speech))
    if breaks or not count:
        screen.say("custody.broken", style="bold red", lines=count)
        return ANSWER_IS_NO
    if back:
        screen.say("verify.clock_went_back", style="bold yellow", line=back[0], count=len(back))
    screen.say("custody.holds", style="bold", lines=count)
    screen.say("custody.holds_case" if case else "custody.holds_archive")
    # What is given as a case may be an extracted archive, which holds no archives beside.
    beside_it = case is not None and (case / opening.FACTS).is_file()
    return ANSWER_IS_NO if case and beside_it and not _goes_as_far(case, screen) else DONE


def _goes_as_far(case: Path, screen: Screen) -> bool:
    """Tell whether the log is as long as the archives beside it say it was; say what is seen of them."""
    held = Case.read(case)
    digests = {act.n: act.digest for act in opening.acts(case)}
    whole = True
    for each in beside.strangers((case,), held.facts.ref, vouched.closed(held.marks), digests):
        remark = each.remark()
        whole = whole and each.lines is None
        screen.say(f"custody.{remark.code}", style="bold yellow", **remark.facts)
    return whole


def _line(act: Act, speech: Speech) -> dict[str, Any]:
    what = sentence(speech, act)
    held = _IN_WORDS | _IN_WORDS_OF.get(act.act, frozenset())
    rest = [_fact(name, value, speech) for name, value in act.facts.items() if name not in held]
    return {
        "n": act.n,
        "local": act.local[:19].replace("T", " "),
        "offset": act.local[26:],
        "who": act.who or speech.say("custody.nobody"),
        "what": f"{what} ({' ; '.join(rest)})" if rest else what,
    }


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_written, value)) or "–"
    return value if isinstance(value, str) else json.dumps(value)


def _fact(name: str, value: Any, speech: Speech) -> str:
    shown = _written(value)
    coded = f"custody.value_{shown}"
    shown = speech.say(coded) if speech.knows(coded) else shown
    shown = f"{shown[:_SHORT]}…" if _HASH.match(shown) else shown[:_LONGEST]
    own = f"custody.fact_{name}"
    return speech.say(own, value=shown) if speech.knows(own) else f"{name}: {shown}"

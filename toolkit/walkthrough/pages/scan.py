"""What was recognised in the files, what was not seen and why, with which rules."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.report.practitioner import missing
from toolkit.scan.survey.headline import CLEAR, headline
from toolkit.texts.forms import amount
from toolkit.texts.reasons import why as reason
from toolkit.texts.rule_words import descriptions, words
from toolkit.walkthrough.pages.line import BAD, DIM, GOOD, WARN, Line, Look, names, short, some

_REASONS, _RULES, _WHY, _FAMILIES = 3, 3, 4, 3
_STYLES = {"attacked": BAD, CLEAR: GOOD}


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield the one thing to remember, what it rests on, what was found, then what was not seen."""
    survey, coverage = case.read_json("survey"), case.read_json("coverage")
    if not survey or not coverage:
        yield look.say("page.scan_none", WARN)
        return
    speech, first = look.speech, headline(survey, coverage)
    yield look.say(f"screen.{first}", _STYLES.get(first, WARN), files=speech.number(coverage["files_seen"]))
    protected = speech.number(survey.get("protected_beside_note", 0))
    because = (
        speech.say(f"scan.state_{one}", protected=protected) for one in survey.get("state_reasons", ())
    )
    yield from some(look, (look.say("page.point", what=one) for one in because), _REASONS)
    yield from _found(look, survey)
    yield from _rules(look, survey, coverage)
    yield from _unseen(look, coverage)
    yield _loaded(look, coverage)


def _found(look: Look, survey: Mapping[str, Any]) -> Iterator[Line]:
    extent = (survey.get("extent") or {}).get("whole") or survey["damage"]
    counts = [
        (f"scan.extent_{state}", extent[state]["files"])
        for state in ("encrypted", "damaged", "protected")
        if extent.get(state, {}).get("files")
    ]
    told = [f"{look.speech.number(files)} {look.speech.say(code)}" for code, files in counts]
    if told:
        yield look.say("page.scan_found", what=", ".join(told))
    if survey.get("note_files"):
        files, texts = look.speech.number(survey["note_files"]), look.speech.number(survey["note_texts"])
        yield look.say("screen.notes", files=files, texts=texts)
    for family in (survey.get("families") or ())[:_FAMILIES]:
        yield look.say(f"screen.family_{family['certainty']}", family=short(family["family"]))


def _rules(look: Look, survey: Mapping[str, Any], coverage: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what the rules of an attack recognise, in how many files."""
    said, tallies = descriptions(coverage), survey.get("rules") or {}
    hits = [one for one in survey.get("hostile_rules", ()) if one in tallies]
    told = (
        look.say(
            "page.scan_rule",
            WARN,
            rule=short(words(look.speech, one, said), 120),
            files=look.speech.number(tallies[one]["files"]),
        )
        for one in hits
    )
    yield from some(look, told, _RULES)


def _unseen(look: Look, coverage: Mapping[str, Any]) -> Iterator[Line]:
    speech = look.speech
    size = amount(speech, coverage["bytes_seen"])
    yield look.say("screen.seen", files=speech.number(coverage["files_seen"]), size=size)
    hidden = list(missing(coverage))
    if not hidden:
        yield look.say("screen.all_seen" if coverage["complete"] else "page.scan_incomplete")
    told = (
        look.say("page.scan_unseen", WARN, why=reason(speech, why), count=speech.number(count))
        for why, count in hidden
    )
    yield from some(look, told, _WHY)


def _loaded(look: Look, coverage: Mapping[str, Any]) -> Line:
    used = coverage.get("signatures") or {}
    if not used.get("hash") or not used.get("rules"):
        return look.say("page.scan_no_rules", WARN)
    added = names(look, (one["name"] for one in used.get("sets") or ()), 3)
    code = "page.scan_rules_added" if added else "page.scan_rules"
    numbers = {key: look.speech.number(int(used.get(key, 0))) for key in ("rules", "families")}
    return look.say(code, DIM, added=added, **numbers)

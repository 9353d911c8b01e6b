"""The technical report of one machine: a self-contained HTML page, safe against hostile names."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from toolkit import VERSION
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.unfinished import named
from toolkit.report import (
    access,
    clock,
    exhibit_rows,
    exhibits,
    inventory_words,
    live_words,
    log_rows,
    medium_words,
    pictures,
)
from toolkit.report.isolated import isolated
from toolkit.report.last_checked import last_checked
from toolkit.report.live_open import earlier
from toolkit.report.not_seen import parts
from toolkit.report.opened import Opened, of_case
from toolkit.report.story import story
from toolkit.scan.survey.extent import STATES
from toolkit.texts import Speech
from toolkit.texts.forms import amount, defanged, moment, share, stamp
from toolkit.texts.reasons import sentence, why
from toolkit.texts.rule_words import descriptions
from toolkit.texts.states import made

if TYPE_CHECKING:
    from jinja2 import Environment

# Rows of a table beyond which a reader is sent to the records: the page stays one a person can read.
ROWS = 40
SAMPLES = 3  # paths told of one rule, or of one reason
FOLDERS = 16
_NOTES = "Trousse_Note_"  # rules that read texts: what they match are ransom notes, not programs
# What a picture tells apart: six states of files are more than an eye does.
_DRAWN = (("encrypted", ("encrypted",)), ("other", STATES[2:]), ("intact", ("intact",)))


def page(case: Case, pseudonyms: Pseudonyms, language: str) -> str:
    """Return the whole page in one language; every fact is escaped, none can load anything."""
    return of_machine(of_case(case, pseudonyms), Speech(language, fine=True))


def of_machine(opened: Opened, speech: Speech) -> str:
    """Return the page of a machine from its open records alone, the same for the same records."""
    template = _environment(speech).get_template("page.html.j2")
    return template.render(language=speech.language, **_facts(opened, speech))


def _environment(speech: Speech) -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - start-up time

    environment = Environment(
        loader=PackageLoader("toolkit.report", "templates"),
        autoescape=True,
        # Whatever an expression yields, nothing in it may hide, move or reorder text on the page.
        finalize=isolated,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        reason=partial(sentence, speech),
        why=lambda code: why(speech, str(code)),
        fact=lambda value, key: inventory_words.fact(speech, key, value),
        amount=partial(amount, speech),
        number=speech.number,
        moment=partial(moment, speech),
        made=partial(made, speech),
        stamp=stamp,
        defanged=lambda address, kind: defanged(kind, str(address)),
        road=partial(live_words.isolation, speech),
        told=partial(live_words.told, speech),
        outcome=partial(live_words.outcome, speech),
        missed=partial(live_words.missed, speech),
        traces=partial(live_words.traces, speech),
        stored=lambda line: exhibits.stored(line, speech),
    )
    environment.globals.update(say=speech.say, knows=speech.knows, share=share, states=STATES)
    environment.globals.update(rows=ROWS, samples=SAMPLES, folders=FOLDERS)
    environment.globals["files_of"] = lambda row: sum(row[each]["files"] for each in STATES)
    environment.globals["title"] = partial(inventory_words.title, speech)
    return environment


def _facts(opened: Opened, speech: Speech) -> dict[str, Any]:
    survey, coverage = opened.survey, opened.coverage
    told = story(clock.timeline(opened), speech)
    scanned = bool(survey and coverage)
    several = bool(survey and coverage and len(coverage["volumes"]) > 1)
    return {
        "facts": opened.facts,
        "label": opened.label,
        "unfinished": named(speech, opened.unfinished),
        "copying_unfinished": "capture" in opened.unfinished,
        "version": VERSION,
        "scanned": scanned,
        "survey": survey,
        "coverage": coverage,
        "several": several,
        "story": told,
        "span": clock.span(opened),
        "unseen": parts(coverage, survey) if survey and coverage else None,
        "described": descriptions(coverage) if coverage else {},
        "rules": _rules(survey or {}),
        "folder_picture": _picture(survey or {}, told or {}, speech, several=several),
        "backups": last_checked(opened.backups),
        "pairs": opened.pairs or {"count": 0, "pairs": ()},
        "programs": opened.programs or {"count": 0, "programs": ()},
        "tool": opened.tool or {},
        "log": log_rows.rows(speech, opened.acts),
        **_running(opened),
        **_inventory(opened, speech),
        **_copied(opened, speech),
        **_medium(opened.medium, speech),
    }


def _rules(survey: Mapping[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Return the rules that matched programs and documents, those of an attack first, apart from notes'."""
    hostile = set(survey.get("hostile_rules", ()))
    found = sorted(survey.get("rules", {}).items(), key=lambda one: one[0] not in hostile)
    return {
        "programs": [one for one in found if not one[0].startswith(_NOTES)],
        "notes": [one for one in found if one[0].startswith(_NOTES)],
    }


def _picture(survey: Mapping[str, Any], told: Mapping[str, Any], speech: Speech, *, several: bool) -> Any:
    if rows := survey.get("extent", {}).get("folders"):
        states = [(speech.say(f"report.drawn_{name}"), counted) for name, counted in _DRAWN]
        return pictures.folders(speech, rows, states, several=several)
    if counted := told.get("extent"):
        states = [(speech.say(f"timeline.{name}"), (name,)) for name in counted["states"]]
        return pictures.folders(speech, counted["folders"], states, several=several)
    return None


def _running(opened: Opened) -> dict[str, Any]:
    """Return what the running machine told, and what running the program changed."""
    units = {line["name"]: line for line in opened.live}
    chosen = {"case.on_suspect_disk": "suspect_disk", "notice.shown": "notice"}
    acts = {act.act for act in opened.acts}
    traces = list(units.pop("traces", {"rows": []})["rows"])
    traces += [{"trace": trace, "kind": "chosen"} for act, trace in chosen.items() if act in acts]
    return {
        "traces": traces,
        "isolated": units.pop("isolation", None),
        "answered_before": earlier(opened.live),
        "running": units,
    }


def _inventory(opened: Opened, speech: Speech) -> dict[str, Any]:
    lines = inventory_words.ordered(dict(line) for line in opened.triage)
    shared = inventory_words.shared(lines)
    return {
        "artefacts": lines,
        "inventoried": any(line["outcome"] != "absent" for line in lines),
        "unread": shared,
        "machine": access.machine(lines),
        "groups": access.groups(speech, lines),
        "absent": access.missing(speech, lines),
    }


def _copied(opened: Opened, speech: Speech) -> dict[str, Any]:
    return {
        "exhibits": exhibit_rows.rows(speech, opened.capture),
        "exhibit_of": exhibit_rows.numbers(opened.capture),
        "note_origin": {
            line["sha256"]: line["origin"] for line in opened.capture if line.get("reason") == "note"
        },
    }


def _medium(medium: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
    return {
        "read_only": medium_words.read_only(speech, medium.get("read_only")),
        "unlocked": medium_words.unlocked(speech, medium.get("unlocked")),
        "container": medium_words.container(speech, medium.get("container")),
        "volumes": medium.get("source", {}).get("volumes") or (),
    }

"""The page a practitioner reads: one self-contained HTML file, safe against hostile names."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from toolkit import VERSION
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import inventory_words, live_words, medium_words
from toolkit.report.exhibits import origin
from toolkit.report.extracts import attacker_addresses, open_backups, open_inventory, open_timeline, pathless
from toolkit.report.live_open import earlier, live_lines
from toolkit.report.masking import masked_facts
from toolkit.report.not_seen import parts
from toolkit.report.timeline_open import view
from toolkit.scan.survey.extent import STATES
from toolkit.texts import Speech, visible
from toolkit.texts.forms import amount, defanged, moment, share, stamp
from toolkit.texts.reasons import sentence, why
from toolkit.texts.rule_words import descriptions

# Rows of a table beyond which a reader is sent to the records: the page stays one a person can read.
ROWS = 40


def page(case: Case, pseudonyms: Pseudonyms, language: str) -> str:
    """Return the whole page in one language; every fact is escaped, none can load anything."""
    speech = Speech(language)
    environment = Environment(
        loader=PackageLoader("toolkit.report", "templates"),
        autoescape=True,
        # Whatever an expression yields, nothing in it may hide, move or reorder text on the page.
        finalize=lambda value: visible(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        reason=lambda reason: sentence(speech, reason),
        why=lambda code: why(speech, str(code)),
        fact=lambda value, key: inventory_words.fact(speech, key, value),
        amount=lambda size: amount(speech, size),
        number=speech.number,
        moment=lambda when: moment(speech, when),
        stamp=stamp,
        defanged=lambda address, kind: defanged(kind, str(address)),
    )
    environment.filters.update(
        road=lambda row: live_words.isolation(speech, row),
        told=lambda line: live_words.told(speech, line),
        outcome=lambda line: live_words.outcome(speech, line),
        missed=lambda line: live_words.missed(speech, line),
        traces=lambda rows, kind: live_words.traces(speech, rows, kind),
    )
    environment.globals.update(say=speech.say, knows=speech.knows, share=share, rows=ROWS)
    environment.globals.update(states=STATES, files_of=lambda row: sum(row[each]["files"] for each in STATES))
    environment.globals["title"] = lambda name: inventory_words.title(speech, name)
    return environment.get_template("page.html.j2").render(
        language=language, **_facts(case, pseudonyms, speech)
    )


def _traces(case: Case, lines: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what running the program changed, with what the custody log tells of it."""
    acts = {"case.on_suspect_disk": "suspect_disk", "notice.shown": "notice"}
    chosen = [{"trace": trace, "kind": "chosen"} for act, trace in acts.items() if act in case.marks]
    return [*lines.pop("traces", {"rows": []})["rows"], *chosen]


def _facts(case: Case, pseudonyms: Pseudonyms, speech: Speech) -> dict[str, Any]:
    clear = pathless(pseudonyms)
    spared = attacker_addresses(case)
    survey = masked_facts(clear(case.read_json("survey")), spared)
    coverage = masked_facts(clear(case.read_json("coverage")), spared)
    told = live_lines(case, pseudonyms, spared)
    running = {line["name"]: line for line in told}
    artefacts = inventory_words.ordered(open_inventory(case, pseudonyms, spared))
    return {
        "traces": _traces(case, running),
        "isolated": running.pop("isolation", None),
        "answered_before": earlier(told),
        "running": running,
        "facts": case.facts,
        "version": VERSION,
        "survey": survey,
        "timeline": view(open_timeline(case, pseudonyms, spared), speech),
        "coverage": coverage,
        "unseen": parts(coverage, survey) if survey and coverage else None,
        "described": descriptions(coverage) if coverage else {},
        "artefacts": {line["name"]: line for line in artefacts},
        "note_origin": {
            line["sha256"]: origin(line, pseudonyms)
            for line in case.recorded("capture")
            if line.get("reason") == "note"
        },
        "exhibits": [{**line, "origin": origin(line, pseudonyms)} for line in case.recorded("capture")],
        "backups": open_backups(case, pseudonyms, spared),
        "unread": inventory_words.shared(artefacts),
        "odd": inventory_words.odd(speech, artefacts),
        "read_only": medium_words.read_only(speech, case.read_json("read_only")),
        "unlocked": medium_words.unlocked(speech, case.read_json("unlocked")),
        "container": medium_words.container(speech, case.read_json("container")),
        "several": len(coverage["volumes"]) > 1 if survey and coverage else False,
        "exhibit_of": {
            line["sha256"]: line["number"] for line in case.recorded("capture") if "failed" not in line
        },
    }

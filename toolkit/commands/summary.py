"""The sentences that end a command: what was found, what was not seen, where things are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.commands import extent, matched
from toolkit.commands.screen import Screen
from toolkit.custody import captures
from toolkit.records import Answer, Artefact, Note, NoteVerdict, Outcome, plain
from toolkit.scan.survey import REMARKS, headline
from toolkit.texts.forms import amount, defanged, moment
from toolkit.texts.reasons import why as words

if TYPE_CHECKING:
    from toolkit.custody.case import Case
    from toolkit.scan.known import Known

_RED = "bold red"
_YELLOW = "bold yellow"
_GREEN = "bold green"
_HEADLINES = {"attacked": _RED, headline.CLEAR: _GREEN}  # green only when all was seen
_OTHER_EXHIBITS = ("twin", "event_log", "program", "sample_document", "sample_encrypted")
_FAMILIES = 3  # told on screen; the page tells all
# Roads the system itself lists; of the others only known programs are looked for.
_NOT_OFFERED = ("failed", "not_offered")  # outcome and detail of what another system would tell
_CERTAIN = frozenset({"interface", "default_route", "remote_session", "network_drive", "share_in_use"})
_ALWAYS = frozenset({"backup_disk", "hibernation", "fast_startup"})  # no roads: told whatever the answer


def loaded(known: "Known", screen: Screen, *, beside_machine: bool = False) -> None:
    """Say before anything is read how many rules are loaded, and the hash that names them all."""
    say = screen.tell if beside_machine else screen.say
    facts = known.signatures.summary()
    sets = facts.get("sets", ())
    own = facts["rules"] - sum(one["rules"] for one in sets)
    say("screen.signatures", rules=screen.speech.number(own), hash=facts["hash"])
    for one in sets:
        number = screen.speech.number(one["rules"])
        say("screen.signatures_added", name=one["name"], rules=number, hash=one["hash"])


def surveyed(
    survey: Mapping[str, Any],
    coverage: Mapping[str, Any],
    screen: Screen,
    *,
    beside_machine: bool = False,
    story: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Say what a scan found and what it did not see; when, from the story where there is one."""
    speech = screen.speech
    say = screen.tell if beside_machine else screen.say
    first = headline.headline(survey, coverage)
    say(f"screen.{first}", style=_HEADLINES.get(first, _YELLOW), files=speech.number(coverage["files_seen"]))
    extent.told(survey, coverage, say, screen)
    if survey["burst"] and not story:
        say(
            "screen.burst",
            first=moment(speech, survey["burst"]["first"]),
            last=moment(speech, survey["burst"]["last"]),
        )
    if survey["note_files"]:
        say(
            "screen.notes",
            files=speech.number(survey["note_files"]),
            texts=speech.number(survey["note_texts"]),
        )
    if survey["suspect_files"]:
        say("screen.suspects", style=_YELLOW, files=speech.number(survey["suspect_files"]))
    for family in survey["families"][:_FAMILIES]:
        say(f"screen.family_{family['certainty']}", family=family["family"])
    extent.more(len(survey["families"]) - _FAMILIES, say, screen)
    matched.told(survey, coverage, say, screen)
    covered(coverage, say, screen)


def covered(coverage: Mapping[str, Any], say: Any, screen: Screen) -> None:
    """Say how much was seen, and name everything that was not."""
    speech = screen.speech
    say(
        "screen.seen",
        files=speech.number(coverage["files_seen"]),
        size=amount(speech, coverage["bytes_seen"]),
    )
    if "sample" in coverage:
        extent.sampled(coverage["sample"], say, screen)
    for remark in coverage.get("remarks", ()):  # what slowed the scan and hid nothing
        say("screen.warning", why=speech.say(f"coverage.{remark}"))
    if coverage["complete"]:
        say("screen.all_seen")
    for warning in coverage["warnings"]:
        say("screen.warning", style=_YELLOW, why=speech.say(f"coverage.{warning}"))
    for volume in coverage["volumes"]:
        where = speech.say("screen.of_volume", volume=volume["volume"]) if volume["volume"] else ""
        for key, code in (("why", "screen.not_seen"), ("partly", "screen.partly_seen")):
            for why, count in volume[key].items():
                remark = key == "partly" and why in REMARKS
                facts = {"where": where, "count": speech.number(count), "why": words(speech, why)}
                say("screen.seen_inside" if remark else code, style="" if remark else _YELLOW, **facts)


def examined(case: "Case", page: Path, screen: Screen) -> None:
    """Say what the whole procedure found, and where the report is; first whether the machine was cut off.

    That was seen when this run began: it is told with its time, for whoever unplugged the machine since.
    """
    looked = case.marks.get("isolation.looked")
    if looked:
        when, answer = moment(screen.speech, looked["taken_ns"]), looked["answer"]
        screen.say(f"isolation.then_{answer}", style=_GREEN if answer == Answer.YES else _RED, when=when)
    story = list(case.recorded("timeline"))
    dated = story if any(line["code"] in {"began", "began_before"} for line in story) else []
    surveyed(case.read_json("survey"), case.read_json("coverage"), screen, story=dated)
    told(dated, screen)
    not_told = [line["name"] for line in case.recorded("triage") if line["outcome"] == Outcome.FAILED]
    if not_told:
        units = ", ".join(screen.speech.say(f"triage.{name}") for name in not_told)
        screen.say("screen.inventory_failed", style="yellow", units=units)
    captured(case, screen)
    screen.say("screen.report_at", path=str(page))


def told(story: Sequence[Mapping[str, Any]], screen: Screen, *, whole: bool = False) -> None:
    """Say what happened and when, each with how sure it is; `whole` with the evidence of every statement."""
    from toolkit.report import timeline_words  # noqa: PLC0415 - most commands tell no story

    words = timeline_words.Words(screen.speech, list(story))
    for line in story:
        sentence = words.sentence(line)
        if not sentence or not (whole or line["code"] in timeline_words.MAIN):
            continue
        if line["code"].startswith("zone_") or line["code"] in timeline_words.ABSENT:
            screen.say("timeline.alone", what=sentence)
            continue
        screen.say("timeline.told", what=sentence, sure=words.sure(line))
        for one in line["evidence"] if whole else ():
            screen.say("timeline.because", evidence=words.evidence(one))


def looking(screen: Screen) -> None:
    """Say to who watches that the machine is being asked: an interface that hangs can take a while."""
    if screen.watched:
        screen.tell("isolation.looking")


def isolated(found: Artefact, screen: Screen) -> None:
    """Say whether the machine is cut off, each open or unknown road with what to do, then the closed ones.

    What only the names of known programs tell is never called closed.
    """
    from toolkit.report import live_words  # noqa: PLC0415 - most commands ask nothing of the machine

    speech, (first, *rows) = screen.speech, found.rows
    answer = first["answer"]
    screen.say(f"isolation.isolated_{answer}", style=_GREEN if answer == Answer.YES else _RED)
    if answer != Answer.YES:
        screen.say("isolation.isolated_do")
    for row in rows:
        if row["answer"] != Answer.NO or row["check"] in _ALWAYS:
            sentence, advice = live_words.isolation(speech, plain(row))
            screen.say("isolation.road", what=sentence, style=_road_style(row))
            if advice:
                screen.say("isolation.advice", what=advice)
    closed = [row for row in rows if row["answer"] == Answer.NO and row["check"] not in _ALWAYS]
    certain = [row for row in closed if row["check"] in _CERTAIN or row.get("because")]
    for code, part in (("closed", certain), ("nothing_known", [row for row in closed if row not in certain])):
        if part:
            names = ", ".join(speech.say(f"isolation.{row['check']}") for row in part)
            screen.say(f"isolation.{code}", names=names)


def _road_style(row: Mapping[str, Any]) -> str:
    # Being able to hibernate is no danger.
    return _YELLOW if row["answer"] == Answer.YES and row["check"] != "hibernation" else ""


def volatile(artefacts: list[Artefact], screen: Screen) -> None:
    """Show what each unit of the running machine told, then what running this program changed."""
    from toolkit.report import live_words  # noqa: PLC0415 - same

    speech = screen.speech
    lines = [plain(one) for one in artefacts if one.name != "isolation"]
    units = [line for line in lines if line["name"] != "traces"]
    if not units:
        screen.say("live.not_recorded")
        return
    told = [line for line in units if (line["outcome"], line["detail"]) != _NOT_OFFERED]
    for line in told:
        unit = speech.say(f"live.unit_{line['name']}")
        screen.say("live.heading", unit=unit, outcome=live_words.outcome(speech, line), style="bold")
        for sentence in live_words.told(speech, line):
            screen.say("live.line", what=sentence)
        for why in live_words.missed(speech, line):
            screen.say("live.missed_line", why=why)
    if silent := [speech.say(f"live.unit_{line['name']}") for line in units if line not in told]:
        screen.say("live.not_offered", units=" · ".join(silent))
    for line in lines[len(units) :]:
        screen.say("live.traces_title", style="bold")
        for kind in ("unavoidable", "chosen", "avoided"):
            for sentence in live_words.traces(speech, line["rows"], kind):
                screen.say("live.trace", kind=speech.say(f"live.{kind}"), what=sentence)


def inventoried(case: "Case", screen: Screen) -> None:
    """Show each artefact with its outcome and how many rows it gave."""
    speech = screen.speech
    rows = [
        (
            speech.say(f"triage.{line['name']}"),
            speech.say(f"screen.outcome_{line['outcome']}"),
            len(line["rows"]),
        )
        for line in case.recorded("triage")
    ]
    screen.table(("screen.artefact", "screen.outcome", "screen.rows"), rows)


def captured(case: "Case", screen: Screen) -> None:
    """Say how many exhibits were taken, which could not be, and what was only listed."""
    lines = list(captures.captured(case))
    reasons = Counter(line["reason"] for line in lines if "failed" not in line)
    quoting = [line["reason"] for line in lines if (line.get("facts") or {}).get("quotes")]
    samples = reasons.total() - reasons["note"] - sum(reasons[one] for one in _OTHER_EXHIBITS)
    samples -= sum(one.startswith("sample_") for one in quoting)  # those are for the annex
    screen.say("screen.captured", notes=reasons["note"], samples=samples)
    for reason in _OTHER_EXHIBITS:
        if reasons[reason]:
            screen.say(f"capture.told_{reason}", count=reasons[reason])
    listed = (case.read_json("programs") or {"count": 0})["count"]
    if quoting:
        screen.say("capture.told_quoting", count=len(quoting))
    if listed > reasons["program"]:
        screen.say(f"capture.told_{'beyond' if reasons['program'] else 'listed'}", count=listed)
    pairs = (case.read_json("pairs") or {"pairs": ()})["pairs"]
    if offered := sum(not one["copied"] for one in pairs):
        screen.say("capture.told_pairs", count=offered)
    for line in (line for line in lines if "failed" in line):
        screen.say(
            "screen.capture_failed",
            number=line["number"],
            why=words(screen.speech, line["failed"]),
        )


def scan_ended(seconds: float, screen: Screen) -> bool:
    """Call back whoever went to do something else during a long scan; return whether that was shown."""
    from toolkit.host import notice  # noqa: PLC0415 - only a long scan needs it

    if seconds < notice.LONG or not screen.watched:
        return False
    return notice.ended(screen.speech.say("live.ended_title"), screen.speech.say("live.ended_message"))


def note(path: str, found: Note, screen: Screen) -> None:
    """Say whether one file is a ransom note, whose, and how its author wants to be reached."""
    screen.say(
        f"screen.note_{found.verdict}", path=path, style=_RED if found.verdict != NoteVerdict.NO else ""
    )
    if found.family:
        screen.say(f"screen.family_{found.certainty}", family=found.family)
    if found.verdict == NoteVerdict.NO:
        return
    for kind, values in found.contacts.items():
        for value in values:
            screen.say(
                "screen.contact", kind=screen.speech.say(f"notes.contact_{kind}"), value=defanged(kind, value)
            )

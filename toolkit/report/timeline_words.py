"""The statements of the timeline in sentences: times of the machine and UTC, lengths, evidence in words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from toolkit.texts import Speech
from toolkit.texts.forms import amount, day_of_month, moment

Line = Mapping[str, Any]

# What a screen tells of a whole examination; the rest is on the page and in the records.
MAIN = (
    "began", "began_before", "ended", "first_folder", "rate", "account", "logon", "logon_from",
    "logon_unknown", "program", "shadow_copies_deleted", "log_cleared", "journal_absent",
    "journal_starts_after", "no_beginning", "rate_plain", "clock_set_back_meanwhile", "copied_later",
    "renamed_later", "undated", "journal_partial", "last_backup_doubtful", "too_few", "notes_only",
    "signed_in_then", "logon_network", "logon_network_from", "logon_theirs", "maybe_from_another_computer",
    "program_before", "program_unknown",
)  # fmt: skip
# What was not found: there is nothing to be sure of.
ABSENT = frozenset({"no_beginning", "program_unknown", "too_few", "notes_only"})
# Shown as pictures and tables.
PICTURED = frozenset({"minutes", "extent", "extent_folders", "extent_kinds"})
_FIELDS = (
    "account", "active", "address", "after", "artefact", "at", "before", "back_s", "before_s", "bytes",
    "command", "detail", "event_id", "failed", "files", "folders", "image", "lasted_s", "log", "logon_type",
    "name", "number", "path", "peak", "peak_minutes", "per_minute", "purpose", "record", "seconds", "serial",
    "task", "until", "user", "usn", "volume", "wave", "what", "why", "zone",
)  # fmt: skip
_LENGTHS = frozenset({"before_s", "lasted_s", "back_s", "seconds"})
_TAIL = frozenset({"command", "detail", "what"})  # whole sentences of their own: nothing where unknown


class Words:
    """The sentences of one story in one language; `lines` tell in which local time the machine lived."""

    def __init__(self, speech: Speech, lines: list[Any]) -> None:
        self.speech = speech
        zone = next((line for line in lines if line["code"].startswith("zone_")), None)
        other = zone is not None and zone["code"] == "zone_other"
        self._zone = str(zone["facts"]["zone"]) if other and zone else ""
        self._ahead = int(zone["facts"]["ahead_minutes"]) if other and zone else None

    def when(self, at: Any) -> str:
        """Return a time as the machine showed it, with UTC beside it."""
        told = at if isinstance(at, int) else None
        utc = _utc(told)
        if self._ahead is None or utc is None:
            return moment(self.speech, told)
        try:
            local = utc + timedelta(minutes=self._ahead)
        except OverflowError:
            return moment(self.speech, told)
        return self.speech.say(
            "timeline.moment_other",
            day=self.speech.say(f"screen.day_{local.weekday()}"),
            date=day_of_month(self.speech, local.day),
            month=self.speech.say(f"screen.month_{local.month}"), year=local.year,
            local=f"{local:%H:%M:%S}", utc=f"{utc:%Y-%m-%d %H:%M:%S}", zone=self._zone,
        )  # fmt: skip

    def sentence(self, line: Line) -> str:
        """Return the sentence of a statement, "" for what is shown as a picture."""
        code = self._code(line)
        if code in PICTURED or not self.speech.knows(f"timeline.{code}"):
            return ""
        facts = dict.fromkeys(_FIELDS, "–") | dict.fromkeys(_TAIL, "")
        told = {key: value for key, value in line["facts"].items() if key in _FIELDS and value != ""}
        facts |= {key: self._shown(key, value) for key, value in told.items()}
        facts |= {"at": self.when(line["at_ns"]), "until": self.when(line["until_ns"])}
        if code in {"logon", "logon_from"} and "logon_type" not in line["facts"]:
            facts["logon_type"] = self.speech.say("timeline.logon_type_unknown")
        return self.speech.say(f"timeline.{code}", **facts).strip()

    def sure(self, line: Line) -> str:
        """Return how sure a statement is, in a word; of what was not found nothing is."""
        if line["code"] in ABSENT:
            return "–"
        return self.speech.say(f"timeline.sure_{line['sure']}")

    def evidence(self, one: Mapping[str, Any]) -> str:
        """Return one piece of evidence: which record of what, and where."""
        code = f"timeline.artefact_{one['artefact']}"
        facts = dict.fromkeys(_FIELDS, "–") | {
            key: self._shown(key, one[key]) for key in _FIELDS if key in one
        }
        if self.speech.knows(code):
            return self.speech.say(code, **facts)
        name, known = f"triage.{one['artefact']}", self.speech.knows(f"triage.{one['artefact']}")
        shown = {key: str(one.get(key) or "") for key in ("name", "path")}
        shown["name"] = shown["name"] or str(one.get("task") or one.get("sid") or one.get("address") or "")
        artefact = self.speech.say(name) if known else str(one["artefact"])
        return self.speech.say("timeline.artefact_other", artefact=artefact, **shown).strip()

    def length(self, seconds: int) -> str:
        """Return a length of time in its two largest units."""
        minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
        if days:
            return self.speech.say("timeline.days", days=days, hours=hours % 24)
        if hours:
            return self.speech.say("timeline.hours", hours=hours, minutes=minutes % 60)
        if minutes:
            return self.speech.say("timeline.minutes_seconds", minutes=minutes, seconds=seconds % 60)
        return self.speech.say("timeline.seconds", seconds=seconds)

    def _code(self, line: Line) -> str:
        code, facts = str(line["code"]), line["facts"]
        if code == "account" and facts.get("tie") in {"ran", "prepared", "tools"}:
            return f"account_{facts['tie']}"
        variants = (
            ("program", "program_by_task", bool(facts.get("task"))),
            ("program_deleted", "program_deleted_recoverable", facts.get("recoverable") is True),
            ("rate", "rate_paused", bool(facts.get("paused_s"))),
            ("rate_plain", "rate_instant", facts.get("lasted_s") == 0),
            ("outside", "outside_at", line["at_ns"] == line["until_ns"]),
            ("journal_absent", "journal_absent_here", not facts.get("volume")),
        )
        return next((other for plain, other, holds in variants if holds and plain == code), code)

    def _shown(self, key: str, value: Any) -> str:
        if key in _LENGTHS and isinstance(value, int):
            return self.length(value)
        if key == "bytes" and isinstance(value, int):
            return amount(self.speech, value)
        if key == "logon_type":
            own = f"timeline.logon_type_{value}"
            return self.speech.say(own) if self.speech.knows(own) else self._other_type(value)
        if key in {"why", "purpose", "what"} and self.speech.knows(f"timeline.{key}_{value}"):
            return self.speech.say(f"timeline.{key}_{value}")
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and key not in {"usn", "number", "record", "event_id"}
        ):
            return self.speech.number(value)
        return str(value)

    def _other_type(self, value: Any) -> str:
        return self.speech.say("timeline.logon_type_other", logon_type=value)


def _utc(at: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(at // 1_000_000_000, UTC) if at is not None else None
    except (OverflowError, ValueError, OSError):
        return None  # forged times reach beyond what a calendar holds

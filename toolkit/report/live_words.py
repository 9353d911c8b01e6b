"""What the running machine told, in sentences: isolation, the telling rows of each unit, our own traces."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from toolkit.texts import Speech
from toolkit.texts.forms import amount, stamp
from toolkit.texts.reasons import why as reading_why

Row = Mapping[str, Any]

ROWS = 8  # told of one unit; the rest is in the records
# Flags so common on a healthy machine that they are counted and not told.
COMMON = frozenset({"parent_gone", "in_user_folder"})
_HEADS = (
    "name", "task", "label", "volume", "share", "client", "remote", "excluded", "provider", "path", "profile",
)  # fmt: skip
_NAMED = ("kind", "name", "label", "user", "gateway", "remote", "backups")
# Which rows of a unit are told without any flag; the sentence is live.told_<unit>.
_TOLD: Mapping[str, Callable[[Row], bool]] = {
    "clock": lambda _: True,
    "connections": lambda row: row.get("where") == "outside" and row.get("state") == "established",
    "interfaces": lambda row: row.get("up") is True and row.get("kind") != "loopback",
    "routes": lambda row: row.get("default") is True,
    "sessions": lambda row: row.get("state") != "listen" and bool(row.get("user")),
    "mapped_drives": lambda _: True,
    "shares": lambda row: row.get("kind") == "share" and not row.get("made_by_windows"),
    "bitlocker": lambda row: "volume" in row,
    "shadow_copies": lambda row: row.get("what") == "copy",
}
_FIELDS = {
    "clock": ("now_ns", "boot_ns", "zone"),
    "connections": ("process", "remote", "remote_port"),
    "interfaces": ("kind", "label", "addresses", "dns"),
    "routes": ("gateway", "interface"),
    "sessions": ("user", "state", "protocol"),
    "mapped_drives": ("letter", "remote", "connected"),
    "shares": ("share",),
    "bitlocker": ("volume", "state"),
    "shadow_copies": ("created_ns", "ident"),
}


def isolation(speech: Speech, row: Row) -> tuple[str, str]:
    """Return the sentence of one question, and what to do about it or ""."""
    check, answer = row["check"], str(row["answer"])
    if row.get("because"):
        return speech.say(f"isolation.{check}_no"), ""
    names = "; ".join(_name(speech, one) for one in row.get("found", ())) or "–"
    facts = {"names": names, "files": row.get("files", 0), "left": row.get("left", 0)}
    sentence = speech.say(f"isolation.{check}_{answer}", **facts)
    if check == "remote_session" and row.get("left"):
        sentence += " " + speech.say("isolation.sessions_left", **facts)
    advice = f"isolation.{check}_do"
    wanted = answer == "yes" or (answer == "unknown" and check == "interface")
    return sentence, speech.say(advice) if wanted and speech.knows(advice) else ""


def _name(speech: Speech, one: Row) -> str:
    return " ".join(shown(speech, key, one[key]) for key in _NAMED if one.get(key))


def told(speech: Speech, line: Row) -> list[str]:
    """Return what one unit told in a few lines, what bears a flag first."""
    name, rows = str(line["name"]), line["rows"]
    odd = [row for row in rows if set(row.get("flags", ())) - COMMON]
    flagged = [_flagged(speech, row) for row in odd]
    wanted = _TOLD.get(name)
    plain_ = [_sentence(speech, name, row) for row in rows if wanted and row not in odd and wanted(row)]
    lines = list(dict.fromkeys([*flagged, *plain_]))
    more = len(lines) - ROWS
    return lines[:ROWS] + ([speech.say("live.more", more=speech.number(more))] if more > 0 else [])


def outcome(speech: Speech, line: Row) -> str:
    """Return how many rows a unit gave, or why there are none."""
    if line["outcome"] == "found":
        return speech.number(len(line["rows"]))
    if line["outcome"] == "absent":
        return speech.say("live.nothing")
    return speech.say("live.failed", why=why(speech, str(line["detail"])))


def missed(speech: Speech, line: Row) -> list[str]:
    """Return what a unit could not see, one sentence for each reason."""
    if line["outcome"] == "failed":
        return []
    codes: dict[str, str] = {part["why"]: part.get("detail", "") for part in line["unread"]}
    return [why(speech, code, detail) for code, detail in codes.items()]


def why(speech: Speech, code: str, detail: str = "") -> str:
    """Return the words of a code of the running machine's units."""
    name = f"live.why_{code}"
    return speech.say(name, detail=detail) if speech.knows(name) else reading_why(speech, code)


def flags(speech: Speech, codes: Iterable[str]) -> str:
    """Return flags as words."""
    names = (f"live.flag_{code}" for code in codes)
    return ", ".join(speech.say(one) if speech.knows(one) else one.partition("_")[2] for one in names)


def traces(speech: Speech, rows: Sequence[Row], kind: str) -> list[str]:
    """Return the sentences of one kind of trace: unavoidable, chosen or avoided."""
    return [_trace(speech, row) for row in rows if row["kind"] == kind]


def _trace(speech: Speech, row: Row) -> str:
    size = amount(speech, row["bytes"]) if "bytes" in row else ""
    sentence = speech.say(f"live.trace_{row['trace']}", program=row.get("program", ""), size=size)
    seen = f"live.observed_{row.get('observed')}"
    return f"{sentence} {speech.say(seen)}" if speech.knows(seen) else sentence


def shown(speech: Speech, key: str, value: Any) -> str:
    """Return one fact as a person reads it."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return speech.say("report.yes" if value else "report.no")
    if key.endswith("_ns") and isinstance(value, int):
        return stamp(value)
    if isinstance(value, list | tuple):
        return ", ".join(shown(speech, key, part) for part in value)
    known = f"live.value_{value}"
    return speech.say(known) if isinstance(value, str) and speech.knows(known) else str(value)


def _flagged(speech: Speech, row: Row) -> str:
    head = next((shown(speech, key, row[key]) for key in _HEADS if row.get(key)), "")
    words = flags(speech, [code for code in row["flags"] if code not in COMMON])
    program = row.get("image") or row.get("path")
    tail = f" ({program})" if program and program != head else ""
    return f"{head}{tail}{speech.say('live.colon')}{words}" if head else words


def _sentence(speech: Speech, unit: str, row: Row) -> str:
    whole = {"label": row.get("name"), "share": row.get("name"), **row}
    facts = {key: shown(speech, key, whole.get(key)) for key in _FIELDS[unit]}
    return speech.say(f"live.told_{unit}", **facts)

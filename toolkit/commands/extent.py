"""How far the damage goes, as a command says it on screen: few lines, nothing hidden."""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.commands.screen import Screen
from toolkit.texts.forms import amount, share
from toolkit.texts.typography import FIXED

_YELLOW = "bold yellow"
_REASONS, _EXTENSIONS = 4, 3  # told on screen; the page tells all

Say = Callable[..., None]


def told(survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Say, screen: Screen) -> None:
    """Say what the verdict rests on, how many files are encrypted, and what of the practice's data is."""
    speech = screen.speech
    reasons = survey.get("state_reasons", ())
    for reason in reasons[:_REASONS]:
        protected = speech.number(survey.get("protected_beside_note", 0))
        say("screen.because", reason=speech.say(f"scan.state_{reason}", protected=protected))
    more(len(reasons) - _REASONS, say, screen)
    first = _random_first(survey, coverage, say, screen)
    if survey["damage"].get("encrypted"):
        _encrypted(survey, coverage, say, screen)
    if survey.get("extent"):
        _extent(survey["extent"], say, screen)
    for verdict in ("random", "damaged"):
        if verdict in survey["damage"] and verdict != first:
            say(f"screen.{verdict}", files=speech.number(survey["damage"][verdict]["files"]))


def _random_first(survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Say, screen: Screen) -> str:
    """Say random files where encrypted files would be told, when they are more; return what was told."""
    speech, damage = screen.speech, survey["damage"]
    random = damage.get("random")
    if not random or survey["state"] == "nothing" or random["files"] <= files_of(damage.get("encrypted")):
        return ""
    files, of = speech.number(random["files"]), speech.number(counted(survey, coverage))
    say("screen.random_most", style=_YELLOW, files=files, seen=of, size=amount(speech, random["bytes"]))
    return "random"


def files_of(tally: Mapping[str, int] | None) -> int:
    """Return how many files a tally counts, which may not be there."""
    return tally["files"] if tally else 0


def counted(survey: Mapping[str, Any], coverage: Mapping[str, Any]) -> int:
    """Return how many files every verdict is counted over: all but the ransom notes, as in every document."""
    extent = survey.get("extent")
    held = sum(row["files"] for row in extent["whole"].values()) if extent else 0
    return held or int(coverage["files_seen"])


def _encrypted(survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Say, screen: Screen) -> None:
    speech, encrypted = screen.speech, survey["damage"]["encrypted"]
    decided = survey.get("by_context", {}).get("files")
    of = speech.number(counted(survey, coverage))
    say(
        "screen.encrypted_by_context" if decided else "screen.encrypted",
        files=speech.number(encrypted["files"]),
        size=amount(speech, encrypted["bytes"]),
        seen=of,
        **({"decided": speech.number(decided)} if decided else {}),
    )
    if survey.get("extent") and survey["note_files"]:
        say("screen.notes_apart", notes=speech.number(survey["note_files"]), seen=of)
    for extension, tally in list(survey["extensions"].items())[:_EXTENSIONS]:
        if extension:
            say("screen.extension", extension=extension, files=speech.number(tally["files"]))
            continue
        replaced = survey.get("renamed_whole", 0)
        for code, files in (("name_replaced", replaced), ("no_extension", tally["files"] - replaced)):
            if files:
                say(f"screen.{code}", files=speech.number(files))
    more(len(survey["extensions"]) - _EXTENSIONS, say, screen)


def more(count: int, say: Say, screen: Screen) -> None:
    """Say how many more a list that was cut would have told."""
    if count > 0:
        say("screen.more", more=screen.speech.number(count))


def _extent(extent: Mapping[str, Any], say: Say, screen: Screen) -> None:
    """Say the files of each verdict, then those of the kinds of data that lost some."""
    speech = screen.speech
    say("screen.extent", **{state: speech.number(row["files"]) for state, row in extent["whole"].items()})
    for row in extent["kinds"]:
        lost = row["encrypted"]["files"]
        if lost and row["kind"] not in {"machine", "other"}:
            files = sum(row[state]["files"] for state in extent["whole"])
            numbers = {"encrypted": speech.number(lost), "files": speech.number(files)}
            kind = speech.say(f"scan.kind_{row['kind']}")
            say("screen.extent_kind", kind=kind, share=share(lost, files), **numbers)


def sampled(sample: Mapping[str, Any], say: Say, screen: Screen) -> None:
    """Say what a sample allows to state of all files, and how to draw it again.

    The share among what can be judged first, then what all files may come to with those that cannot.
    """
    speech = screen.speech
    counts = ("files", "of", "encrypted", "intact", "undetermined", "judged", "notes", "unread")
    numbers = {key: speech.number(sample[key]) for key in counts}
    ends = {key: _percent(screen, sample[key]) for key in ("judged_low", "judged_high", "low", "high")}
    say("screen.sample", style=_YELLOW, **numbers)
    if sample["notes"]:
        say("screen.sample_notes", **numbers)
    if sample["judged"]:
        code = "screen.sample_judged" if sample["encrypted"] else "screen.sample_judged_none"
        say(code, style=_YELLOW, **numbers, **ends)
    if sample["undetermined"]:
        part = share(sample["undetermined"], sample["judged"] + sample["undetermined"])
        code = "screen.sample_open" if sample["encrypted"] else "screen.sample_open_none"
        say(code, style=_YELLOW, share=part, why=_undetermined(sample, screen), **ends)
    say("screen.sample_seed", files=sample["files"], seed=sample["seed"])


def _undetermined(sample: Mapping[str, Any], screen: Screen) -> str:
    """Name what of a sample is neither intact nor encrypted for certain, each kind with its count."""
    found = {**sample["verdicts"], "unread": sample["unread"]}
    named = {code: screen.speech.number(files) for code, files in found.items() if files}
    return ", ".join(screen.speech.say(f"screen.sample_{code}", files=files) for code, files in named.items())


def _percent(screen: Screen, value: float) -> str:
    """Return a bound as a percentage of two decimals, 100 only for all."""
    text = f"{100 * value:.2f}"
    text = "99.99" if text == "100.00" and value < 1 else text
    return f"{text.replace('.', ',') if screen.speech.language == 'fr' else text}{FIXED}%"

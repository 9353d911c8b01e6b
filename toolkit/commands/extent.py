"""How far the damage goes, as a command says it on screen: few lines, nothing hidden."""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.commands.screen import Screen
from toolkit.texts.forms import amount, share

_YELLOW = "bold yellow"
_REASONS, _EXTENSIONS = 4, 3  # told on screen; the page tells all

Say = Callable[..., None]


def told(survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Say, screen: Screen) -> None:
    """Say what the verdict rests on, how many files are encrypted, and what of the practice's data is."""
    speech = screen.speech
    reasons = survey.get("state_reasons", ())
    for reason in reasons[:_REASONS]:
        say("screen.because", reason=speech.say(f"scan.state_{reason}"))
    more(len(reasons) - _REASONS, say, screen)
    if survey["damage"].get("encrypted"):
        _encrypted(survey, coverage, say, screen)
    if survey.get("extent"):
        _extent(survey["extent"], say, screen)
    for verdict in ("random", "damaged"):
        if verdict in survey["damage"]:
            say(f"screen.{verdict}", files=speech.number(survey["damage"][verdict]["files"]))


def _encrypted(survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Say, screen: Screen) -> None:
    speech, encrypted = screen.speech, survey["damage"]["encrypted"]
    decided = survey.get("by_context", {}).get("files")
    say(
        "screen.encrypted_by_context" if decided else "screen.encrypted",
        files=speech.number(encrypted["files"]),
        size=amount(speech, encrypted["bytes"]),
        seen=speech.number(coverage["files_seen"]),
        **({"decided": speech.number(decided)} if decided else {}),
    )
    for extension, tally in list(survey["extensions"].items())[:_EXTENSIONS]:
        say(
            "screen.extension" if extension else "screen.no_extension",
            extension=extension,
            files=speech.number(tally["files"]),
        )
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
    """Say what a sample allows to state of all files, and how to draw it again."""
    speech = screen.speech
    numbers = {key: speech.number(sample[key]) for key in ("read", "of", "encrypted")}
    ends = {key: _percent(screen, sample[key]) for key in ("low", "high")}
    if sample["read"] and not sample["encrypted"]:
        say("screen.sample_none", style=_YELLOW, read=numbers["read"], of=numbers["of"], high=ends["high"])
    else:
        say("screen.sample", style=_YELLOW, **numbers, **ends)
    if sample["read"] < sample["files"]:
        say("screen.sample_unread", style=_YELLOW, files=speech.number(sample["files"] - sample["read"]))
    say("screen.sample_seed", files=sample["files"], seed=sample["seed"])


def _percent(screen: Screen, value: float) -> str:
    """Return a bound as a percentage of two decimals, 100 only for all."""
    text = f"{100 * value:.2f}"
    text = "99.99" if text == "100.00" and value < 1 else text
    return f"{text.replace('.', ',') if screen.speech.language == 'fr' else text} %"

"""trousse capture: the exhibits of a case; again, for a file or the programs that somebody asks for."""

import time
import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from toolkit.capture import stage
from toolkit.capture.asked import DOCUMENT, ENCRYPTED, Consent
from toolkit.commands import keys, opening, same_source, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, UsageRefusal
from toolkit.media.source import Source
from toolkit.texts import LANGUAGES, Speech

_NAME = 200  # characters of who agreed
CaseFolder = Annotated[Path, typer.Option("--case")]


def capture(
    context: typer.Context,
    case: CaseFolder,
    source: Annotated[str | None, typer.Argument()] = None,
    sample: Annotated[list[str] | None, typer.Option("--sample")] = None,
    agreed_by: Annotated[str | None, typer.Option("--agreed-by")] = None,
    agreement: Annotated[str | None, typer.Option("--agreement")] = None,
    programs: Annotated[bool, typer.Option("--programs")] = False,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
) -> int:
    screen: Screen = context.obj
    consent = _consent(screen, sample, agreed_by, agreement)
    given = keys.given(screen, recovery_key, startup_key, password, None, case)
    where = (
        opening.asked(source, None, "trousse capture", case) if source else same_source.recorded_source(case)
    )
    with (
        opening.source(where, case, given, screen) as opened,
        opening.case(case, opened, where, opening.CaseOptions(resume=True), screen) as current,
    ):
        if not current.done("scan"):
            raise CaseRefusal("case_unfinished", stage="scan")
        _capture(current, opened, sample or [], consent, programs=programs)
        opening.settled(current, opened, screen)
        summary.captured(current, screen)
        return opening.ended(opened, screen)


def _capture(
    case: Case, source: Source, paths: list[str], consent: Consent | None, *, programs: bool
) -> None:
    first = not case.done("capture")
    stage.first(case, source, programs=programs)
    if consent or (programs and not first):
        done = stage.further(case, source, paths, consent, programs=programs)
        if consent:
            # The name stands with the exhibit; the log holds what was said, and by which stage.
            case.note("sample.agreed", stage=done, words=consent.words, files=len(paths))


def _consent(screen: Screen, paths: list[str] | None, by: str | None, words: str | None) -> Consent | None:
    """Return who agreed to what; raises UsageRefusal where files are asked for and nobody did in words."""
    if not paths:
        if by is not None or words is not None:
            raise UsageRefusal("usage_missing", name="--sample", command="trousse capture")
        return None
    said = {one: screen.speech.say(f"capture.words_{one}") for one in (DOCUMENT, ENCRYPTED)}
    which = next((one for one in said if words is not None and _alike(words, one)), None)
    if which is None:
        raise UsageRefusal("asked_words", document=said[DOCUMENT], encrypted=said[ENCRYPTED])
    name = "".join(one for one in by or "" if one.isprintable()).strip()[:_NAME]
    if not name:
        raise UsageRefusal("asked_who")
    return Consent(name, which, time.time_ns())


def _alike(words: str, which: str) -> bool:
    """Tell the words asked for in either language, case, accents, apostrophes and spaces aside."""
    return _plain(words) in {_plain(Speech(one).say(f"capture.words_{which}")) for one in LANGUAGES}


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).casefold()
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split()).strip(" .")

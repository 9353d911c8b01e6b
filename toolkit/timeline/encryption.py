"""When encryption began and ended, where first, at what rate, with which pauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.timeline.journal import Journal, key_of
from toolkit.timeline.marked import ending
from toolkit.timeline.runs import Run, Touch, seconds, series
from toolkit.timeline.statement import MINUTE, SECOND, Statement, Sure, known
from toolkit.timeline.volumes import Story

_PAUSES = 8  # told; the longest
_FOLDERS = 8  # told in the order the attack reached them
_JUMPS = 3  # of the clock, told of one volume
_AGREES = 5 * SECOND  # between the journal and the times of a file, for the two to say the same
_FEW = 10  # files from which an attack is told where neither a note nor a foreign ending vouches for one
_MOST = 20  # one file in so many may be missing from a journal that covers the attack


@dataclass(frozen=True, slots=True)
class Doubts:
    """What makes every time of an attack less sure: a copied folder, a clock, a journal with holes."""

    copied: bool = False
    clock: bool = False
    holes: bool = False  # files the journal should know of, and does not
    cut: bool = False  # it began before the journal does, nobody knows when
    scattered: bool = False  # most files bear other dates


def enough(attack: Run, endings: frozenset[str]) -> bool:
    """Tell an attack from a lone note, or from a few files that something else may have damaged."""
    files = [touch for touch in attack.touches if touch.kind == "encrypted"]
    noted = len(files) < len(attack.touches)
    theirs = sum(touch.struck or ending(touch.path) in endings for touch in files)
    return len(files) >= _FEW or (bool(files) and noted) or theirs > 1 or (theirs == 1 and attack.outside > 0)


def doubts(attack: Run, stories: Sequence[Story], *, copied: bool) -> Doubts:
    """Return what there is to doubt; `copied` for a folder, whose times are those of a copy."""
    starts = {one.volume: one.journal.first_ns for one in stories if one.journal}
    holes = any(
        touch.told != "usn" and (start := starts.get(touch.volume)) is not None and touch.since >= start
        for touch in attack.encrypted
    )
    clock = any(one.dating.jumps for one in stories)
    scattered = attack.outside > len(attack.touches)
    return Doubts(copied, clock, holes, _cut_by_journal(attack.began, starts), scattered)


def statements(attack: Run, stories: Sequence[Story], doubted: Doubts) -> Iterator[Statement]:
    """Yield the story of the encryption itself."""
    began, ended = attack.began, attack.ended
    sure, sure_end = _sure(began, doubted, start=True), _sure(ended, doubted, end=True)
    yield Statement(
        "began_before" if doubted.cut else "began", began.first_ns, None, sure,
        _file(began), _evidence(began, began.first_ns, began.first_usn, stories),
    )  # fmt: skip
    yield from _clock(stories)
    yield Statement(
        "ended", ended.last_ns, None, sure_end,
        _file(ended) | {"lasted_s": seconds(began.since, ended.until)},
        _evidence(ended, ended.last_ns, ended.last_usn, stories),
    )  # fmt: skip
    yield from _folders(attack, sure, stories)
    yield _rate(attack, min(sure, sure_end, key=ORDER.index))
    if not doubted.clock:  # lengths between times of two clocks mean nothing
        yield from _waves(attack, sure)
        yield from _pauses(attack, sure)
    yield from notes(attack, stories, doubted)
    yield from _others(attack, stories, doubted)
    yield Statement("minutes", sure=sure, facts=_per_minute(attack))


ORDER = (Sure.POSSIBLE, Sure.LIKELY, Sure.ESTABLISHED)


def _sure(touch: Touch, doubted: Doubts, *, start: bool = False, end: bool = False) -> Sure:
    dated = touch.told != "usn" and (doubted.scattered or (doubted.copied and touch.told == "scan"))
    if dated or touch.doubt in {"copied", "named"}:
        return Sure.POSSIBLE
    less = touch.doubt or doubted.clock or (start and doubted.cut) or ((start or end) and doubted.holes)
    return Sure.LIKELY if less or touch.told != "usn" else Sure.ESTABLISHED


def _cut_by_journal(touch: Touch, starts: dict[str, int | None]) -> bool:
    """Tell a beginning that is only where the journal begins: what was overwritten may tell of an earlier."""
    start = starts.get(touch.volume)
    return touch.told == "usn" and start is not None and touch.first_ns - start < MINUTE


def _clock(stories: Sequence[Story]) -> Iterator[Statement]:
    """Yield that the clock was set back while files were encrypted: times are as shown, the order is not."""
    for story in stories:
        for since, until, usn in story.dating.jumps[:1]:
            evidence = ({"artefact": "usn", "volume": story.volume, "usn": usn, "at_ns": until},)
            facts = {"volume": story.volume, "back_s": seconds(until, since)}
            yield Statement("clock_set_back_meanwhile", since, until, Sure.LIKELY, facts, evidence)


def _others(attack: Run, stories: Sequence[Story], doubted: Doubts) -> Iterator[Statement]:
    """Yield what is no encryption, or cannot be placed: other times, copies, renames, files since gone."""
    if attack.outside:
        # Where the beginning is lost, files dated otherwise may be the first ones, their dates put back.
        code, sure = ("undated", Sure.POSSIBLE) if doubted.cut else ("outside", Sure.LIKELY)
        since, until = attack.others or (None, None)
        yield Statement(code, since, until, sure, {"files": attack.outside})
    for story in stories:
        for code, found in (("copied_later", story.dating.copied), ("renamed_later", story.dating.renamed)):
            if found:
                first = min(found, key=lambda touch: touch.since)
                until = max(touch.last_ns for touch in found)
                evidence = _evidence(first, first.first_ns, first.first_usn, stories)
                facts = {"volume": story.volume, "files": len(found)}
                yield Statement(code, first.first_ns, until, Sure.LIKELY, facts, evidence)
        gone = sum(touch.gone for touch in attack.touches if touch.volume == story.volume)
        if gone:
            facts = {"volume": story.volume, "files": gone}
            yield Statement("since_gone", sure=Sure.LIKELY, facts=facts)


def too_few(attack: Run, stories: Sequence[Story]) -> Iterator[Statement]:
    """Yield what was found where it is not enough to tell of an attack."""
    files = [touch for touch in attack.touches if touch.kind == "encrypted"]
    if files:
        first = files[0]
        evidence = _evidence(first, first.first_ns, first.first_usn, stories)
        facts = {"files": len(files) + attack.outside, **_file(first)}
        yield Statement("too_few", first.first_ns, None, Sure.POSSIBLE, facts, evidence)
    else:
        yield Statement("notes_only", sure=Sure.POSSIBLE, facts={"notes": len(attack.touches)})


def _file(touch: Touch) -> dict[str, Any]:
    return {"volume": touch.volume, "path": touch.path}


def _evidence(
    touch: Touch, when: int, usn: int | None, stories: Sequence[Story]
) -> tuple[dict[str, Any], ...]:
    place = known(path=touch.path, number=touch.number, sequence=touch.sequence)
    first = {"artefact": touch.told, "volume": touch.volume, **known(usn=usn), **place, "at_ns": when}
    table = _table_time(touch, when, stories) if touch.told == "usn" else None
    if table is None:
        return (first,)
    return first, {"artefact": "mft", "volume": touch.volume, **place, "at_ns": table}


def _table_time(touch: Touch, when: int, stories: Sequence[Story]) -> int | None:
    """Return the time of the file's own that agrees with the journal's."""
    key = key_of(touch.number or 0, touch.sequence or 0)
    for story in stories:
        marked = story.table.records.get(key) if story.volume == touch.volume else None
        for time in (marked.written_ns, marked.meta_ns) if marked else ():
            if time is not None and abs(time - when) <= _AGREES:
                return time
    return None


def _folders(attack: Run, sure: Sure, stories: Sequence[Story]) -> Iterator[Statement]:
    reached: dict[tuple[str, str], Touch] = {}
    for touch in attack.encrypted:
        reached.setdefault((touch.volume, touch.path.rpartition("/")[0]), touch)
    order = [
        {"volume": volume, "path": folder, "at_ns": touch.first_ns}
        for (volume, folder), touch in list(reached.items())[:_FOLDERS]
    ]
    first, began = order[0], attack.began
    facts = {"volume": first["volume"], "path": first["path"], "folders": len(reached), "order": order}
    evidence = _evidence(began, began.first_ns, began.first_usn, stories)
    yield Statement("first_folder", began.first_ns, None, sure, facts, evidence)


def _rate(attack: Run, sure: Sure) -> Statement:
    encrypted = _counted(attack)
    lasted = max(0, seconds(attack.began.since, attack.ended.until))
    going, paused = lasted - _between(attack.waves), sum(seconds(*pause) for pause in attack.pauses)
    rate = round(60 * len(encrypted) / max(1, going))
    size = sum(touch.size for touch in encrypted)
    per_minute = series(encrypted or attack.touches)
    counts, step = per_minute["files"], per_minute["step_ns"]
    peak = max(counts) if isinstance(counts, list) else 0
    facts = {
        "files": len(encrypted),
        "bytes": size,
        "notes": sum(touch.kind == "note" for touch in attack.touches),
        "lasted_s": lasted,
        "paused_s": paused,
        "per_minute": rate,
        "active": round(60 * len(encrypted) / max(1, going - paused)),  # outside pauses
        "peak": peak,
        "peak_minutes": int(str(step)) // MINUTE,
    }
    # An instant is that of a copy or of forged dates; less than one a minute, or files there no more, tell
    # neither a rate nor a size.
    code = "rate" if lasted and rate and size else "rate_plain"
    return Statement(code, attack.began.first_ns, attack.ended.last_ns, sure, facts)


def _counted(attack: Run) -> list[Touch]:
    """Return the encrypted files of an attack, not what bears its name alone, nor its notes."""
    return [touch for touch in attack.touches if touch.kind == "encrypted" and touch.counted]


def _per_minute(attack: Run) -> dict[str, Any]:
    """Return the files of each minute, and how many of them are encrypted: the rest are of its name alone."""
    encrypted = _counted(attack)
    return {**series(encrypted or attack.encrypted), "encrypted": len(encrypted)}


def _between(waves: Sequence[Sequence[Touch]]) -> int:
    """Return the seconds between waves."""
    ends = [max(touch.until for touch in wave) for wave in waves]
    return sum(max(0, seconds(end, wave[0].since)) for end, wave in zip(ends, waves[1:], strict=False))


def _waves(attack: Run, sure: Sure) -> Iterator[Statement]:
    for number, wave in enumerate(attack.waves if len(attack.waves) > 1 else (), 1):
        until = max(touch.last_ns for touch in wave)
        yield Statement("wave", wave[0].first_ns, until, sure, {"wave": number, "files": len(wave)})


def _pauses(attack: Run, sure: Sure) -> Iterator[Statement]:
    longest = sorted(attack.pauses, key=lambda pause: pause[0] - pause[1])[:_PAUSES]
    for since, until in sorted(longest):
        yield Statement("pause", since, until, sure, {"seconds": seconds(since, until)})


def notes(attack: Run, stories: Sequence[Story], doubted: Doubts) -> Iterator[Statement]:
    """Yield the first ransom note."""
    found = [touch for touch in attack.touches if touch.kind == "note"]
    if found:
        first = found[0]
        evidence = _evidence(first, first.first_ns, first.first_usn, stories)
        facts = _file(first) | {"notes": len(found)}
        yield Statement("notes_first", first.first_ns, None, _sure(first, doubted), facts, evidence)


def reach(stories: Sequence[Story], attack: Run | None) -> Iterator[Statement]:
    """Yield how far back each journal goes, and where a volume has none."""
    concerned = {touch.volume for touch in attack.touches} if attack else {one.volume for one in stories}
    for story in stories:
        if story.volume not in concerned:
            continue
        if story.journal is None:
            ntfs = story.filesystem == "ntfs" or story.table.rows
            why = next((code for code in story.unread if code.startswith("usn")), "" if ntfs else "no_ntfs")
            facts = {"volume": story.volume, **known(why=why)}
            yield Statement("journal_absent", sure=Sure.ESTABLISHED, facts=facts)
            continue
        yield _reach(story, story.journal, attack)
        told = story.dating.jumps[:1] if attack else []
        for since, until, usn in [jump for jump in story.journal.jumps if jump not in told][:_JUMPS]:
            evidence = ({"artefact": "usn", "volume": story.volume, "usn": usn, "at_ns": until},)
            facts = {"volume": story.volume, "back_s": seconds(until, since)}
            yield Statement("clock_set_back", since, until, Sure.LIKELY, facts, evidence)


def _reach(story: Story, journal: Journal, attack: Run | None) -> Statement:
    first, until = journal.first_ns or 0, journal.newest_ns
    facts: dict[str, Any] = {"volume": story.volume, "records": journal.records}
    if attack is None:
        return Statement("journal_reach", first, until, Sure.ESTABLISHED, facts)
    mine = [one for one in attack.touches if one.volume == story.volume]
    missing = sum(one.told != "usn" for one in mine)
    if first > min(one.first_ns for one in mine) - MINUTE:
        code = "journal_starts_after"
    elif missing * _MOST > len(mine):
        code = "journal_partial"
        facts |= {"files": missing, "all": len(mine)}
    else:
        code = "journal_covers"
    return Statement(code, first, until, Sure.ESTABLISHED, facts)

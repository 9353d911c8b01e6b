"""When encryption began and ended, where first, at what rate, with which pauses."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.timeline.journal import key_of
from toolkit.timeline.runs import Run, Touch, seconds, series
from toolkit.timeline.statement import MINUTE, SECOND, Statement, Sure, known
from toolkit.timeline.volumes import Story

_PAUSES = 8  # told; the longest
_FOLDERS = 8  # told in the order the attack reached them
_AGREES = 5 * SECOND  # between the journal and the times of a file, for the two to say the same


def statements(attack: Run, stories: Sequence[Story], *, copied: bool) -> Iterator[Statement]:
    """Yield the story of the encryption itself; `copied` for a folder, whose times are those of a copy."""
    starts = {one.volume: one.journal.first_ns for one in stories if one.journal}
    began, ended = attack.began, attack.ended
    cut = _cut_by_journal(began, starts)
    yield Statement(
        "began_before" if cut else "began", began.first_ns, None, _sure(began, copied=copied, cut=cut),
        _file(began), _evidence(began, began.first_ns, began.first_usn, stories),
    )  # fmt: skip
    yield Statement(
        "ended", ended.last_ns, None, _sure(ended, copied=copied),
        _file(ended) | {"lasted_s": seconds(began.first_ns, ended.last_ns)},
        _evidence(ended, ended.last_ns, ended.last_usn, stories),
    )  # fmt: skip
    yield from _folders(attack, _sure(began, copied=copied, cut=cut), stories)
    yield _rate(attack, _sure(began, copied=copied))
    yield from _waves(attack, _sure(began, copied=copied))
    yield from _pauses(attack, _sure(began, copied=copied))
    yield from _notes(attack, stories, copied=copied)
    if attack.outside:
        yield Statement("outside", sure=Sure.LIKELY, facts={"files": attack.outside})
    yield Statement("minutes", sure=_sure(began, copied=copied), facts=series(attack.touches))


def _sure(touch: Touch, *, copied: bool, cut: bool = False) -> Sure:
    if touch.told == "usn" and not cut:
        return Sure.ESTABLISHED
    return Sure.POSSIBLE if copied and touch.told == "scan" else Sure.LIKELY


def _cut_by_journal(touch: Touch, starts: dict[str, int | None]) -> bool:
    """Tell a beginning that is only where the journal begins: what was overwritten may tell of an earlier."""
    start = starts.get(touch.volume)
    return touch.told == "usn" and start is not None and touch.first_ns - start < MINUTE


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
    encrypted = [touch for touch in attack.touches if touch.kind == "encrypted"]
    lasted = max(1, seconds(attack.began.first_ns, attack.ended.last_ns))
    paused = sum(seconds(since, until) for since, until in attack.pauses)
    per_minute = series(attack.touches)
    counts, step = per_minute["files"], per_minute["step_ns"]
    peak = max(counts) if isinstance(counts, list) else 0
    facts = {
        "files": len(encrypted),
        "bytes": sum(touch.size for touch in encrypted),
        "notes": len(attack.touches) - len(encrypted),
        "lasted_s": lasted,
        "per_minute": round(60 * len(encrypted) / max(1, lasted - paused)),
        "peak": peak,
        "peak_minutes": int(str(step)) // MINUTE,
    }
    return Statement("rate", attack.began.first_ns, attack.ended.last_ns, sure, facts)


def _waves(attack: Run, sure: Sure) -> Iterator[Statement]:
    for number, wave in enumerate(attack.waves if len(attack.waves) > 1 else (), 1):
        until = max(touch.last_ns for touch in wave)
        yield Statement("wave", wave[0].first_ns, until, sure, {"wave": number, "files": len(wave)})


def _pauses(attack: Run, sure: Sure) -> Iterator[Statement]:
    longest = sorted(attack.pauses, key=lambda pause: pause[0] - pause[1])[:_PAUSES]
    for since, until in sorted(longest):
        yield Statement("pause", since, until, sure, {"seconds": seconds(since, until)})


def _notes(attack: Run, stories: Sequence[Story], *, copied: bool) -> Iterator[Statement]:
    notes = [touch for touch in attack.touches if touch.kind == "note"]
    if notes:
        first = notes[0]
        evidence = _evidence(first, first.first_ns, first.first_usn, stories)
        facts = _file(first) | {"notes": len(notes)}
        yield Statement("notes_first", first.first_ns, None, _sure(first, copied=copied), facts, evidence)


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
        yield _reach(story, attack)
        for since, until, usn in story.journal.jumps[:3]:
            evidence = ({"artefact": "usn", "volume": story.volume, "usn": usn, "at_ns": until},)
            facts = {"volume": story.volume, "back_s": seconds(until, since)}
            yield Statement("clock_set_back", since, until, Sure.LIKELY, facts, evidence)


def _reach(story: Story, attack: Run | None) -> Statement:
    journal = story.journal
    first = journal.first_ns if journal and journal.first_ns is not None else 0
    began = (
        min((one.first_ns for one in attack.touches if one.volume == story.volume), default=0)
        if attack
        else 0
    )
    late = attack is not None and first > began - MINUTE
    facts = {"volume": story.volume, "records": journal.records if journal else 0}
    until = journal.newest_ns if journal else None
    return Statement(
        "journal_starts_after" if late else "journal_covers", first, until, Sure.ESTABLISHED, facts
    )

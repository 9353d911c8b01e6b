"""When each file of the attack was touched: by the journal, and where it does not know a file by its dates.

Told apart from encryption: copies of files that were encrypted before, and files only renamed afterwards.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from toolkit.timeline.journal import Episode, Journal, Key, key_of, renamed_only, settled, struck
from toolkit.timeline.marked import Marked, Marks
from toolkit.timeline.runs import Run, Touch, run
from toolkit.timeline.statement import HOUR, MINUTE
from toolkit.timeline.table import Table

_COPY = MINUTE  # a content this much older than the creation of its file was copied there
_HALF = 2  # of the files: fewer that agree tell nothing
Jump = tuple[int, int, int]  # from, to, number of the change


@dataclass(slots=True)
class Dating:
    """The touches of one volume, what is no encryption, and the clock set back while it went on."""

    touches: list[Touch] = field(default_factory=list)
    copied: list[Touch] = field(default_factory=list)
    renamed: list[Touch] = field(default_factory=list)
    jumps: list[Jump] = field(default_factory=list)


def date(volume: str, table: Table, journal: Journal | None, marks: Marks) -> Dating:
    """Return when each file of the attack was touched, in no order; it empties the journal's episodes."""
    mine = [one for one in marks.files.values() if one.volume == volume]
    if journal is None or journal.first_ns is None:
        return Dating(_from_times(mine, ()))
    told, rest = Dating(), [one for one in mine if one.number is None or _key(one) not in journal.episodes]
    aside: list[tuple[Touch, Touch | None, Marked | None]] = []  # renamed: touch, its writing, its file
    while journal.episodes:  # given back one by one: both forms of all of them would be twice the memory
        key, episode = journal.episodes.popitem()
        marked, touch = table.records.get(key), _from_journal(volume, table, key, episode)
        if marked is not None and _copy(episode, marked):
            told.copied.append(touch)
        elif renamed_only(episode):
            aside.append((touch, _written(touch, episode), marked))
        else:
            told.touches.append(touch)
    _settle_copies(told, table)
    _settle_renamed(told, aside, rest)
    told.touches += _from_times(rest, told.touches)
    _in_order(told, journal.jumps)
    return told


def _key(one: Marked) -> Key:
    return key_of(one.number or 0, one.sequence or 0)


def _from_journal(volume: str, table: Table, key: Key, episode: Episode) -> Touch:
    marked = table.records.get(key)
    first_ns, first_usn = settled(episode)
    folder = table.folder(episode.parent)
    path = marked.path if marked else "/".join(part for part in (folder, episode.name) if part)
    # A file that is new under this name may have been made elsewhere and brought here.
    doubt = "created" if episode.created and not episode.replaced else ""
    return Touch(
        first_ns, episode.last_ns, marked.kind if marked else "encrypted", volume, path,
        marked.size if marked else 0, "usn", first_usn, episode.last_usn, key >> 16, key & 0xFFFF,
        struck(episode), doubt if marked is None or marked.kind == "encrypted" else "", gone=marked is None,
        counted=marked is None or marked.counted,
    )  # fmt: skip


def _copy(episode: Episode, marked: Marked) -> bool:
    made = episode.created and not episode.replaced and marked.kind == "encrypted"
    return made and marked.content_ns is not None and marked.content_ns < episode.first_ns - _COPY


def _written(touch: Touch, episode: Episode) -> Touch | None:
    if episode.before is None:
        return None
    first, last, usn, last_usn = episode.before
    return replace(touch, first_ns=first, last_ns=last, first_usn=usn, last_usn=last_usn, doubt="renamed")


def _settle_copies(told: Dating, table: Table) -> None:
    """Believe copies where their contents are of one time; dates all over the years were put back."""
    dated = list[Touch]()
    for touch in told.copied:
        marked = table.records[key_of(touch.number or 0, touch.sequence or 0)]
        at = marked.content_ns or 0
        dated.append(replace(touch, first_ns=at, last_ns=at, told="mft", doubt="copied", first_usn=None,
                             last_usn=None))  # fmt: skip
    written = run(dated)
    if written is None or len(written.touches) * _HALF < len(dated):
        told.touches += told.copied
        told.copied = []
    elif not told.touches:
        told.touches = dated


def _settle_renamed(
    told: Dating, aside: Sequence[tuple[Touch, Touch | None, Marked | None]], rest: list[Marked]
) -> None:
    """Date files whose rename stands alone: in an attack that is known, by it; else by their writing."""
    known = run(told.touches)
    alone = list[tuple[Touch, Touch | None, Marked | None]]()
    for one in aside:
        inside = known is not None and _within(known, one[0])
        if inside or (one[1] is None and one[2] is None):
            told.touches.append(replace(one[0], doubt="renamed"))
        else:
            alone.append(one)
    if not alone:
        return
    written = [_earlier(*one) for one in alone]
    attack = run([*told.touches, *written])
    agree = sum(_within(attack, one) for one in written) if attack else 0
    if agree * _HALF < len(alone):
        told.touches += [replace(one[0], doubt="renamed") for one in alone]
        return
    told.renamed = [one[0] for one in alone]
    told.touches += [one[1] for one in alone if one[1] is not None]
    rest += [one[2] for one in alone if one[1] is None and one[2] is not None]


def _within(attack: Run, touch: Touch) -> bool:
    return attack.began.first_ns - HOUR <= touch.first_ns <= attack.ended.last_ns + HOUR


def _earlier(renamed: Touch, written: Touch | None, marked: Marked | None) -> Touch:
    if written is not None or marked is None:
        return written or renamed
    own = [at for at in (marked.content_ns, marked.written_ns) if at is not None]
    return replace(renamed, first_ns=own[0], last_ns=own[0]) if own else renamed


def _from_times(files: list[Marked], known: Sequence[Touch]) -> list[Touch]:
    """Date files by their own times: their content's where it fits the others, else that of their facts.

    A ransomware may put the content's date back; rights changed afterwards move the other one. Where it put
    back all of them the date of the name is left, which is seldom looked after. `known` is told otherwise.
    """
    both = [_dated(one, when) for one in files for when in set(_times(one))]
    attack = run([*known, *both]) if both else None
    if attack is None:
        return []
    first, last = attack.began.first_ns, attack.ended.last_ns
    found = []
    for one in files:
        times = _times(one)
        inside = [when for when in times if first <= when <= last]
        if times:
            found.append(_dated(one, (inside or times)[0]))
    return found


def _times(one: Marked) -> list[int]:
    times = (one.named_ns,) if one.named_ns is not None else (one.written_ns, one.meta_ns)
    return [when for when in times if when is not None]


def _dated(one: Marked, when: int) -> Touch:
    told = "scan" if one.number is None else "mft"
    about = (when, when, one.kind, one.volume, one.path, one.size, told)
    doubt = "named" if one.named_ns is not None else ""
    return Touch(*about, number=one.number, sequence=one.sequence, doubt=doubt, counted=one.counted)


def _in_order(told: Dating, jumps: Sequence[Jump]) -> None:
    """Put touches in the order of the journal where the clock was set back between two of them."""
    attack = run(told.touches) if jumps else None
    usns = [touch.first_usn for touch in attack.touches if touch.first_usn is not None] if attack else []
    first, last = min(usns, default=0), max(usns, default=0)
    told.jumps = sorted((jump for jump in jumps if first < jump[2] <= last), key=_number)
    if not told.jumps:
        return
    numbers = [usn for _, _, usn in told.jumps]
    back = [0, *accumulate(since - to for since, to, _ in told.jumps)]
    told.touches = [
        touch
        if touch.first_usn is None
        else replace(touch, shift_ns=back[bisect_right(numbers, touch.first_usn)])
        for touch in told.touches
    ]


def _number(jump: Jump) -> int:
    return jump[2]

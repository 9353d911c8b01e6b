"""Whole media: some with encrypted files among a practice's, some clean with people's own encryption.

    python -m evaluation.damage.media [--split train|test] [--seed N] [--count N]

Each file goes through the examiners of contents and notes; the lines go to Survey, whose state is the answer.
"""

import argparse
import functools
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation import corpus
from evaluation.corpus import Original
from evaluation.damage import lawful, naming
from evaluation.damage.figures import figure
from evaluation.damage.judged import PRACTICE, bytes_of, kind_of
from evaluation.damage.ways import WAYS, apply
from toolkit.records import Damage, Seen, Times, plain
from toolkit.scan.content import Content
from toolkit.scan.damage import examine
from toolkit.scan.known import load
from toolkit.scan.notes import Knowledge, identify
from toolkit.scan.survey import Survey

_DAY = 86_400 * 10**9
_ATTACK = 1_760_000_000 * 10**9
_FOLDERS = (
    *("Patients/A-L", "Patients/M-Z", "Courriers", "Compta/2024"),
    *("Compta/2025", "Imagerie", "Divers", "Bureau"),
)
_ENGLISH = """All your files have been encrypted. To recover your files you must pay in Bitcoin.
Contact us: help@mail.invalid. Your personal ID: 7A31C0FF21. Do not rename encrypted files.
We will publish your data."""
_FRENCH = """Tous vos fichiers ont été chiffrés. Pour récupérer vos données vous devez payer en Bitcoin.
Écrivez-nous : aide@mail.invalid. Votre identifiant : 55CD01B2.
Ne renommez pas les fichiers chiffrés, sinon ils seront perdus."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What one medium was, and what was said of it."""

    attacked: bool
    told: str  # pattern, naming and note, or what its owner encrypted
    state: str
    encrypted: int  # files really encrypted
    seen: int  # of them called so by content
    decided: int  # of them called so by content or context
    invented: int  # healthy files called so by either


@functools.lru_cache(maxsize=20_000)
def _healthy(original: Original) -> tuple[Damage, int]:
    data = original.path.read_bytes()
    return examine(original.path.name, Content.of(data)), len(data)


def _line(path: str, size: int, damage: Damage, when: int, note: object = None) -> dict[str, object]:
    times = Times(created=when - 9, modified=when, changed=when, accessed=when)
    seen = Seen("", path, size, f"{abs(hash((path, size))):064x}", None, damage, None, (), (), times=times)
    return {**plain(seen), "note": plain(note)}


def _drawn(originals: Sequence[Original], count: int, chance: random.Random) -> list[Original]:
    """Draw files as a practice has them: most of the types it keeps, a quarter of any other."""
    mine = [one for one in originals if kind_of(one.path.name) in PRACTICE]
    return chance.sample(mine, count * 3 // 4) + chance.sample(originals, count // 4)


def attacked(
    originals: Sequence[Original], notes: Knowledge, chance: random.Random, *, any_way: bool = False
) -> Medium:
    """Encrypt 20 to 120 of a medium's files in one way, under one naming, with notes on every second medium.

    With `any_way` the way may be one that nobody published; then it is the files that count.
    """
    way = chance.choice([way for way in WAYS if way.published or (any_way and way.counted)])
    named = way.naming or naming.draw(chance)
    ending = naming.extension(named, chance)
    lines = list(_clean_lines(originals, chance))
    truth: set[str] = set()
    wanted = chance.randint(20, 120)
    for number, (original, data) in enumerate(bytes_of(_drawn(originals, 2 * wanted, chance))):
        changed = apply(way, data, chance)
        if changed is None or len(truth) >= wanted:
            continue
        name = naming.renamed(original.path.name, named, ending, chance)
        path = f"{chance.choice(_FOLDERS)}/{number}/{name}"
        if number % 2:
            path = path.replace(f"/{number}/", "/")
        truth.add(path)
        when = _ATTACK + number * 10**9
        lines.append(_line(path, len(changed), examine(name, Content.of(changed)), when))
    noted = chance.random() < 0.5
    if noted:
        lines += _note_lines(notes, chance)
    told = f"{way.title}; {named}; {'note' if noted else 'no note'}"
    return _medium(lines, truth, told)


def _note_lines(notes: Knowledge, chance: random.Random) -> Iterator[dict[str, object]]:
    text = chance.choice((_ENGLISH, _FRENCH))
    judged = identify("README.txt", text.encode(), notes)
    content = Content.of(text.encode())
    for folder in _FOLDERS:
        yield _line(f"{folder}/README.txt", len(text), examine("README.txt", content), _ATTACK, judged)


def _clean_lines(originals: Sequence[Original], chance: random.Random) -> Iterator[dict[str, object]]:
    for number, original in enumerate(_drawn(originals, chance.randint(200, 320), chance)):
        damage, size = _healthy(original)
        when = _ATTACK - chance.randrange(900) * _DAY - number
        yield _line(f"{chance.choice(_FOLDERS)}/s{number}/{original.path.name}", size, damage, when)


def clean(originals: Sequence[Original], owned: Sequence[lawful.Made], chance: random.Random) -> Medium:
    """Mix a medium's files with archives, containers and backups its owner encrypted."""
    lines = list(_clean_lines(originals, chance))
    kinds: dict[str, list[lawful.Made]] = defaultdict(list)
    for one in owned:
        kinds[one[0]].append(one)
    chosen = chance.sample(sorted(kinds), 3)
    for kind in chosen:
        count = chance.choice((1, 3, 12, 40))
        for number, (_, name, data) in enumerate(chance.sample(kinds[kind], min(count, len(kinds[kind])))):
            folder = "Sauvegardes/depot/data" if kind in {"restic", "borg", "Duplicati"} else "Coffre"
            when = _ATTACK - number * 10**9
            lines.append(_line(f"{folder}/{number}/{name}", len(data), examine(name, Content.of(data)), when))
    return _medium(lines, set(), " and ".join(chosen))


def _medium(lines: list[dict[str, object]], truth: set[str], told: str) -> Medium:
    survey = Survey()
    by_content: set[str] = set()
    for line in lines:
        survey.add(line)
        if line["damage"]["verdict"] == "encrypted":  # type: ignore[index]  # plain facts
            by_content.add(str(line["path"]))
    changed = {change["path"] for change in survey.context.changes() if change["verdict"] == "encrypted"}
    decided = by_content | changed
    return Medium(
        attacked=bool(truth),
        told=told,
        state=survey.state,
        encrypted=len(truth),
        seen=len(truth & by_content),
        decided=len(truth & decided),
        invented=len(decided - truth),
    )


def measured(split: str, seed: int, count: int) -> list[str]:
    """Return the figures of `count` attacked and as many clean media."""
    originals = corpus.originals(split, seed)
    chance = random.Random(seed)
    notes = load(corpus.HERE.parent / "signatures").notes
    owned = list(lawful.made(20, seed))
    struck = [attacked(originals, notes, chance) for _ in range(count)]
    spared = [clean(originals, owned, chance) for _ in range(count)]
    widest = [attacked(originals, notes, chance, any_way=True) for _ in range(count)]
    lost = [one for one in struck if one.state != "attacked"]
    lines = [
        figure(
            "media with 20 encrypted files and more called attacked (100 of 100)", count - len(lost), count
        ),
        figure("clean media called attacked (0)", sum(one.state == "attacked" for one in spared), count),
        figure("clean media called doubtful", sum(one.state == "doubtful" for one in spared), count),
        _files("published patterns: encrypted files called so by content", struck, "seen"),
        _files("published patterns: by content or context", struck, "decided"),
        _files("any pattern: encrypted files called so by content", widest, "seen"),
        _files("any pattern: by content or context, all types and sizes (96 %)", widest, "decided"),
        (
            f"healthy files called encrypted on them: {sum(one.invented for one in struck + widest)}; "
            f"on clean media: {sum(one.invented for one in spared)}"
        ),
    ]
    lines += [f"  missed: {one.state}; {one.told}; {one.seen} of {one.encrypted}" for one in lost]
    lines += [
        f"  not clean: {one.state}; {one.told}; {one.invented}" for one in spared if one.state != "nothing"
    ]
    worst = Counter(
        {one.told: one.encrypted - one.decided for one in struck + widest if one.decided < one.encrypted}
    )
    lines += [f"  most files left: {files:>4}  {told}" for told, files in worst.most_common(10)]
    return lines


def _files(title: str, media: Sequence[Medium], trait: str) -> str:
    return figure(title, sum(getattr(one, trait) for one in media), sum(one.encrypted for one in media))


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.damage.media", description=__doc__)
    parser.add_argument("--split", choices=("train", "test"), default="test")
    parser.add_argument("--seed", type=int, default=corpus.SEED)
    parser.add_argument("--count", type=int, default=100)
    chosen = parser.parse_args()
    print("\n".join(measured(chosen.split, chosen.seed, chosen.count)))


if __name__ == "__main__":
    main()

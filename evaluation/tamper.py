"""Tamper with a sealed archive: `python -m evaluation.tamper [--count 10000] [--stock 1000] [--seed N]`.

Every tampered archive is given to `verify` three times: alone, with the fingerprint of the key and with the
hash of the archive, as paper has them. Starting stock programs takes longer, so they see every tenth one; the
hash of the file is compared for all. Any that passes is printed, and the status is 1.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from evaluation import sealed_case, tamper_stock
from evaluation.tamper_ways import WAYS, Whole, taken_apart
from toolkit.custody.dossier.seal import Sealed
from toolkit.custody.dossier.verify import verify

COUNT = 10_000
STOCK = 1_000
SEED = 2026
_OURS = ("alone", "key", "hash")


@dataclass(slots=True)
class Tally:
    """What came of the tampering, by kind and by who was asked."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)

    def hear(self, kind: str, who: str, refused: bool | None) -> None:
        if refused is not None:
            self.judged[kind, who] += 1
            self.refused[kind, who] += refused


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.tamper", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--stock", type=int, default=STOCK, help="how many the stock programs see too")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        made = sealed_case.made(Path(name) / "case", chosen.seed)
        tally = tampered(made.sealed, chosen.count, chosen.stock, chosen.seed)
        print("\n".join(table(tally)))
        print("\n".join(_remade(Path(name), made, chosen.seed)))
    print(
        f"tampering: {tally.tried.total()} archives in {time.monotonic() - begun:.0f} s, seed {chosen.seed}"
    )
    for survivor in tally.survivors:
        print(f"    NOT REFUSED: {survivor}")
    return 1 if tally.survivors else 0


def tampered(sealed: Sealed, count: int, stock: int, seed: int) -> Tally:
    """Tamper `count` times with an archive and return who refused what."""
    tally, whole = Tally(), taken_apart(sealed.path.read_bytes())
    spared = set(tamper_stock.missing())
    if spared:
        print(f"not on this machine, so no stock program is asked: {', '.join(sorted(spared))}")
    every = 0 if spared or not stock else max(1, count // stock)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / sealed.path.name
        for number in range(count):
            kind, data = _drawn(whole, number, seed)
            tally.tried[kind] += 1
            path.write_bytes(data)
            for who, refused in _ours(path, sealed):
                tally.hear(kind, who, refused)
                if not refused:
                    tally.survivors.append(f"{kind}, number {number}, {who}")
            tally.hear(kind, "other_file", tamper_stock.other_file(data, sealed.sha256))
            # The ways are 21: with one in ten, or any number that shares no divisor, every kind is seen.
            if every and number % every == 0:
                _ask_stock(tally, kind, data, sealed)
    return tally


def _drawn(whole: Whole, number: int, seed: int) -> tuple[str, bytes]:
    chance = Random(seed * 1_000_003 + number)
    way = WAYS[number % len(WAYS)]
    data = whole.data
    while data == whole.data:
        data = way(whole, chance)
    return way.__name__, data


def _ours(path: Path, sealed: Sealed) -> Iterator[tuple[str, bool]]:
    for who, noted in zip(_OURS, (None, sealed.fingerprint, sealed.sha256), strict=True):
        found = verify(path, fingerprint=noted)
        yield who, bool(found.faults) or (noted is not None and not found.anchored)


def _ask_stock(tally: Tally, kind: str, data: bytes, sealed: Sealed) -> None:
    with tempfile.TemporaryDirectory() as name:
        said = tamper_stock.asked(data, sealed.sha256, sealed.identity, Path(name))
    for tool, refused in said.items():
        tally.hear(kind, tool, refused)
    inside = [refused for tool, refused in said.items() if tool != "sha256sum"]
    tally.hear(kind, "any inside", any(inside))


def table(tally: Tally) -> Iterator[str]:
    """Yield the lines of the table: kinds down, who was asked across, per cent refused of those judged."""
    asked = (*_OURS, "other_file", *tamper_stock.TOOLS, "any inside")
    titles = ("verify", "+ key", "+ hash", ".sha256", *tamper_stock.TOOLS, "any inside")
    yield f"{'':22}{'tried':>6}  " + "  ".join(f"{title:>9}" for title in titles)
    kinds = [*dict.fromkeys(way.__name__ for way in WAYS)]
    for kind in kinds:
        cells = (_share(tally.refused[kind, who], tally.judged[kind, who]) for who in asked)
        yield _row(kind, tally.tried[kind], titles, cells)
    totals = (
        _share(
            sum(tally.refused[kind, who] for kind in kinds), sum(tally.judged[kind, who] for kind in kinds)
        )
        for who in asked
    )
    yield _row("all", tally.tried.total(), titles, totals)
    seen = sum(tally.judged[kind, "any inside"] for kind in kinds)
    yield f"per cent refused of those each could judge; stock programs, from `sha256sum` on, saw {seen},"
    yield "`manifests` to `bagit.py` only those unzip could extract; `any inside` is every one but sha256sum"


def _row(kind: str, tried: int, titles: tuple[str, ...], cells: Iterator[str]) -> str:
    shown = (f"{cell:>{max(9, len(title))}}" for title, cell in zip(titles, cells, strict=True))
    return f"{kind.replace('_', ' '):22}{tried:>6}  " + "  ".join(shown)


def _share(refused: int, judged: int) -> str:
    return "-" if judged == 0 else f"{100 * refused / judged:.4g}"


def _remade(folder: Path, made: sealed_case.Made, seed: int) -> Iterator[str]:
    """Yield what no archive tells by itself: one made again whole, by a stranger or from the case folder."""
    stranger = sealed_case.made(folder / "stranger", seed).sealed
    holder = sealed_case.again(made)
    for title, path in (("by another key", stranger.path), ("by the key of the case", holder.path)):
        said = {who: "refused" if refused else "not refused" for who, refused in _ours(path, made.sealed)}
        told = (
            f"{said['alone']} alone, {said['key']} with the key, {said['hash']} with the hash of the archive"
        )
        yield f"made again whole {title}: {told}"


if __name__ == "__main__":
    sys.exit(main())

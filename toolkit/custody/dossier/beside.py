"""Archives that stand beside a case and that its log did not close: changed, or closed by a longer log."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.custody import exhibits, links
from toolkit.custody.dossier import announced, archive, bag, place, unpack
from toolkit.custody.dossier.bag import BagFacts
from toolkit.custody.dossier.fault import Fault, Faults

_INFO = "bag-info.txt"
_INFO_LIMIT = 64 * 1024  # bytes; ours is under a thousand


@dataclass(frozen=True, slots=True)
class Stranger:
    """An archive of the case, or the hash noted of one, that the log of the case does not know."""

    path: Path
    sha256: str | None  # None when it cannot be read
    size: int | None
    lines: int | None = None  # how long the log was that closed it, when ours is not that log

    def remark(self) -> Fault:
        """Return what is told of it: a code of texts/*/seal.toml and its facts."""
        if self.lines is not None:
            return Fault("log_shorter", {"name": self.path.name, "lines": self.lines})
        code = "sidecar_stranger" if self.path.name.endswith(place.SIDECAR) else "archive_stranger"
        return Fault(code, {"name": self.path.name})


def strangers(
    places: Iterable[Path], ref: str, known: Collection[str], digests: Mapping[int, str]
) -> Iterator[Stranger]:
    """Yield what stands in these folders, or is one of these files, under the name of an archive of the case.

    `known` are the archives the log closed, `digests` the hash of each line of the log by its number.
    """
    for path in sorted(set(_named(places, ref))):
        if not (links.plain(path) and path.is_file()):
            continue
        if path.name.endswith(place.SIDECAR):
            sha256 = place.noted(path)
            alone = not path.with_name(path.name.removesuffix(place.SIDECAR)).exists()
            if alone and sha256 and sha256 not in known:
                yield Stranger(path, sha256, None)
            continue
        if path.stat().st_size > archive.SIZE_LIMIT:
            continue
        try:
            size, sha256 = exhibits.measure(path)
        except OSError:
            # On a failing medium: one that cannot be read must not keep the case from being sealed.
            yield Stranger(path, None, None)
            continue
        if sha256 not in known:
            yield Stranger(path, sha256, size, _longer(path, ref, digests))


def _named(places: Iterable[Path], ref: str) -> Iterator[Path]:
    for each in places:
        if each.is_dir():
            yield from each.glob(f"{announced.ROOT}{ref}*.zip")
            yield from each.glob(f"{announced.ROOT}{ref}*.zip{place.SIDECAR}")
        else:
            yield each


def _longer(path: Path, ref: str, digests: Mapping[int, str]) -> int | None:
    """Return how many lines an archive vouches for, when the log does not hold the last of them."""
    told = _info(path)
    if told is None or told.ref != ref or digests.get(told.entries) == told.head:
        return None
    return told.entries


def _info(path: Path) -> BagFacts | None:
    with suppress(OSError, ValueError), path.open("rb") as stream:
        pieces, _ = unpack.zipped(stream, Faults())
        for piece in pieces:
            if piece.name.partition("/")[2] == _INFO and piece.size < _INFO_LIMIT:
                with piece.open() as content:
                    return bag.read_info(content.read(_INFO_LIMIT))
    return None

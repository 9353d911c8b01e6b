"""The log of a case folder, of an archive or of an extracted one, line by line, whether or not it holds."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import links, opening
from toolkit.custody.dossier import claims, unpack
from toolkit.custody.dossier.fault import Faults
from toolkit.custody.log import Act, Break, follow, lines
from toolkit.errors import CaseRefusal, SourceRefusal


def log(path: Path) -> Iterator[Act | Break]:
    """Yield each act of a log, and a Break wherever a line does not continue the one before.

    A last line without its end is a Break("log_torn"), a log that does not begin with the opening of its case
    a Break("log_start"). Raises SourceRefusal("source_missing"), ("source_denied") or ("log_absent", source).
    """
    try:
        with ExitStack() as held:
            yield from _read(_opened(path, held))
    except FileNotFoundError as error:
        raise SourceRefusal("source_missing", source=str(path)) from error
    except PermissionError as error:
        raise SourceRefusal("source_denied", source=str(path)) from error
    except OSError as error:
        raise SourceRefusal("log_absent", source=str(path)) from error


def _opened(path: Path, held: ExitStack) -> BinaryIO:
    if path.is_dir():
        places = (path / opening.LOG, path / claims.LOG, *sorted(path.glob(f"*/{claims.LOG}")))
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise SourceRefusal("log_absent", source=str(path))
        try:
            links.refuse(path, found)
        except CaseRefusal as refusal:
            raise SourceRefusal("log_absent", source=str(path)) from refusal
        return held.enter_context(found.open("rb"))
    if path.exists() and not path.is_file():
        raise SourceRefusal("log_absent", source=str(path))  # a pipe would be waited for without end
    stream = held.enter_context(path.open("rb"))
    pieces, _ = unpack.zipped(stream, Faults())
    inside = [piece for piece in pieces if piece.name.partition("/")[2] == claims.LOG]
    if len(inside) != 1:
        raise SourceRefusal("log_absent", source=str(path))
    return held.enter_context(inside[0].open())


def _read(stream: BinaryIO) -> Iterator[Act | Break]:
    first, last = True, 0
    for each in follow(lines(stream)):
        if first and not (isinstance(each, Act) and each.act == "case.opened"):
            yield Break("log_start", 1)
        first, last = False, each.n
        yield each
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 1))
    if end and stream.read(1) != b"\n":
        yield Break("log_torn", last + 1)

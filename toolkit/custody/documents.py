"""Writing the file a user asked for, where they asked for it: whole or not at all."""

import errno
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from toolkit.custody import durable
from toolkit.custody.log import json_line
from toolkit.errors import OutputRefusal
from toolkit.records import plain


def write_text(path: Path, text: str, *, overwrite: bool = False) -> None:
    """Write one text in UTF-8; a lone surrogate of a hostile name is written as its escape.

    Raises OutputRefusal("output_exists") and ("output_failed", why=errno name).
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"), overwrite=overwrite)


def write_bytes(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write bytes; raises as `write_text` does."""
    _refuse_existing(path, overwrite=overwrite)
    try:
        with durable.replacing(path) as stream:
            stream.write(content)
    except OSError as error:
        raise _failed(path, error) from error


class Lines:
    """A file of lines, JSON or as given, that appears when the block ends well.

    "-" is standard output, None is nowhere. Raises OutputRefusal as `write_text` does.
    """

    def __init__(self, path: str | Path | None, *, overwrite: bool = False, mode: int = 0o644) -> None:
        self._shown = path == "-"
        self._path = None if path is None or self._shown else Path(path)
        self._overwrite = overwrite
        self._mode = mode
        self._replacing: AbstractContextManager[BinaryIO] | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            _refuse_existing(self._path, overwrite=self._overwrite)
            self._replacing = durable.replacing(self._path, self._mode)
            try:
                self._stream = self._replacing.__enter__()
            except OSError as error:
                raise _failed(self._path, error) from error
        return self

    def write(self, record: object) -> None:
        """Write one record, or plain facts, as one line."""
        line = json_line(plain(record))
        if self._shown:
            sys.stdout.write(line.decode("ascii") + "\n")
        self._append(line + b"\n")

    def put(self, line: str, end: str = "\n") -> None:
        """Write one line as it is given, a lone surrogate of a hostile name as its escape."""
        if self._shown:
            sys.stdout.write(line + "\n")
        self._append((line + end).encode("utf-8", "backslashreplace"))

    def _append(self, line: bytes) -> None:
        if self._stream is not None and self._path is not None:
            try:
                self._stream.write(line)
            except OSError as error:
                raise _failed(self._path, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._replacing is None or self._path is None:
            return
        try:
            self._replacing.__exit__(kind, error, trace)
        except OSError as refused:
            # An error of the block itself passes as it came.
            if refused is error:
                raise
            raise _failed(self._path, refused) from refused


def _refuse_existing(path: Path, *, overwrite: bool) -> None:
    try:
        if path.exists() and not overwrite:
            raise OutputRefusal("output_exists", path=str(path))
    except OSError as error:
        raise _failed(path, error) from error


def _failed(path: Path, error: OSError) -> OutputRefusal:
    why = errno.errorcode.get(error.errno or 0, "unknown")
    return OutputRefusal("output_failed", path=str(path), why=why)

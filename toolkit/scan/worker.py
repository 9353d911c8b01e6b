"""A process that examines what it is handed and writes nothing: bytes come in, findings go out."""

import os
import pickle
import signal
import sys
import time
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread

from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.records import Entry
from toolkit.scan.apart import let_go
from toolkit.scan.content import Content
from toolkit.scan.examine import Findings, findings
from toolkit.scan.known import Known
from toolkit.scan.pace import lower

# Bytes a worker may take beyond what it started with: a file of 64 MB is held several times over.
MEMORY = 1536 * 1024 * 1024
_PAGE = 4096

Told = Findings | BaseException
# A file examined from its bytes, or one of a folder to be read here: (path, bytes) or (entry, None).
Task = list[tuple[str, bytes] | tuple[Entry, None]]
# Not empty: on Windows 7, and under Wine that passes for it, waiting for an empty message may swallow it.
READY = b"ready"
_HEARD = 64 * 1024 * 1024  # bytes between two words on a file read here


def serve(
    jobs: Connection,
    answers: Connection,
    known: Known | bytes,
    gentle: bool,
    folder: FolderSource | None = None,
) -> None:
    """Examine batches until the pipe closes; each answer is (what was found, processor seconds).

    The first word says that it is ready. `known` comes pickled where nothing is inherited.
    A fork of its parent may read large files of `folder` itself: (size, SHA-256, findings) is found, or a
    code of why not, and a number sent before is of bytes read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    if sys.platform != "win32":
        let_go((jobs.fileno(), answers.fileno()))
    else:
        Thread(target=_end_with_parent, daemon=True).start()
    _bounded()
    if gentle:
        lower()
    spent = time.process_time()
    with suppress(EOFError, OSError):
        knows = pickle.loads(known) if isinstance(known, bytes) else known  # noqa: S301 - from the parent only
        own = folder.afresh() if folder is not None else None
        answers.send_bytes(READY)
        while True:
            batch: Task = pickle.loads(jobs.recv_bytes())  # noqa: S301 - from the parent only
            told = [_told(one, data, knows, own, answers) for one, data in batch]
            del batch
            now = time.process_time()
            answers.send_bytes(pickle.dumps((told, now - spent), pickle.HIGHEST_PROTOCOL))
            spent = now
    # Nothing of the parent that a fork copied is to be flushed or released a second time.
    os._exit(0)


def _told(
    one: str | Entry, data: bytes | None, known: Known, folder: FolderSource | None, answers: Connection
) -> Told | tuple[int, str, Told] | str:
    if data is not None:
        return _examined(str(one), Content.of(data), known)
    if folder is None or not isinstance(one, Entry):
        return "io_error"
    unsaid = 0

    def heard(count: int) -> None:
        nonlocal unsaid
        unsaid += count
        if unsaid >= _HEARD or not count:
            answers.send_bytes(pickle.dumps(unsaid))
            unsaid = 0

    try:
        with folder.open(one) as stream:
            content = Content(stream, one.size)
            sha256 = content.digest(heard)
            heard(0)
            return content.size, sha256, _examined(one.path, content, known)
    except Unreadable as refused:
        return refused.why


def _examined(path: str, content: Content, known: Known) -> Told:
    try:
        return findings(path, content, known)
    except ImportError as lost:
        return lost


def _end_with_parent() -> None:
    """End when the parent is gone, at once and not only after the batch at hand; Windows only."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _bounded() -> None:
    """Set the limit of memory where the system keeps one; elsewhere the parent watches."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - POSIX only

        with open("/proc/self/statm", encoding="ascii") as held:  # noqa: PTH123 - read only
            most = int(held.read().split()[0]) * _PAGE + MEMORY
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write the evidence down

"""How far a command of a work is: what it reports as lines of JSON, and how long it will still take."""

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_BEGINS = b'{"progress": '
_MOST = 2**63  # of any count
_FOUND = ("files", "encrypted", "notes", "matches")  # what a scan counts
_SMOOTHED = 30.0  # seconds a rate is taken over
_LEAST = 2.0  # seconds before a rate says anything
_LONGEST = 99 * 86_400.0  # seconds left beyond which nothing is foretold: a disk that does not answer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the step under way is: bytes, bytes a second, seconds left (None: not known), files found."""

    code: str
    done: int
    total: int | None
    rate: float
    left_seconds: float | None
    found: Mapping[str, int]


class Course:
    """The reports of one command: the last, and those of the last seconds during which it was not held."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: Mapping[str, Any] | None = None
        self._points: deque[tuple[float, int]] = deque()
        self._held = 0.0
        self._since: float | None = None

    def add(self, said: Mapping[str, Any]) -> None:
        last, now = self._last, self._now()
        if last is None or last["code"] != said["code"] or last["done"] > said["done"]:
            self._points.clear()
        self._last = said
        self._points.append((now, said["done"]))
        while len(self._points) > 2 and self._points[1][0] < now - _SMOOTHED:
            self._points.popleft()

    def hold(self) -> None:
        self._since = self._clock()

    def go_on(self) -> None:
        if self._since is not None:
            self._held += self._clock() - self._since
            self._since = None

    def progress(self) -> Progress | None:
        said = self._last
        if said is None:
            return None
        rate, left = self._rate(), None
        if said["total"] is not None and rate:
            left = max(0, said["total"] - said["done"]) / rate
            left = None if left > _LONGEST else left
        return Progress(said["code"], said["done"], said["total"], rate or 0.0, left, said["found"])

    def _rate(self) -> float | None:
        (began, at_first), (_, at_last) = self._points[0], self._points[-1]
        lasted = self._now() - began
        return (at_last - at_first) / lasted if lasted >= _LEAST else None

    def _now(self) -> float:
        """Return a clock that stands still while the command is held."""
        return (self._clock() if self._since is None else self._since) - self._held


def told(line: bytes) -> Mapping[str, Any] | None:
    """Return what a line reports, None where it is a sentence."""
    if not line.startswith(_BEGINS):
        return None
    try:
        said = json.loads(line)["progress"]
        code, done, total, found = said["code"], said["done"], said["total"], said.get("found", {})
        counts = [done, *found.values()] + ([] if total is None else [total])
        fits = isinstance(code, str) and code.replace("_", "").replace(".", "").isalnum()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not fits or not all(type(one) is int and 0 <= one < _MOST for one in counts):
        return None
    counted = {name: found.get(name, 0) for name in _FOUND} if found else {}
    return {"code": code, "done": done, "total": total, "found": counted}

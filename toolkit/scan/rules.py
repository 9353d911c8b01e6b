"""Which rules of the signature set a file matches."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.errors import Unreadable
from toolkit.scan.content import Content
from toolkit.scan.signatures import CONTROL_RULE, Signatures

WINDOW = 32 * 1024 * 1024
OVERLAP = 1024 * 1024
# Rules about programs look for the header at the start of what they are given.
_HEADER = 4096
_SECONDS = 60  # for a small file, or for one window of a large one


@dataclass(frozen=True, slots=True)
class RuleHits:
    """The rules that matched, sorted, and codes of what limits that answer."""

    names: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()  # rules_windowed, rules_timeout, rules_limited, rules_failed


def match(content: Content, signatures: Signatures) -> RuleHits:
    """Match one file, whole when it is in memory, else by overlapping windows.

    By window, a rule that needs several strings sees only those that stand within 32 MiB of each other. A
    window that takes over 60 seconds ends the work on its file, and what was found before stays.
    """
    import yara  # noqa: PLC0415 - 36 ms that commands without a scan do not pay

    names: set[str] = set()
    errors: set[str] = set()
    if content.whole is None:
        errors.add("rules_windowed")
    try:
        for window in _windows(content):
            names |= _matched(window, signatures, errors)
    except yara.TimeoutError:
        errors.add("rules_timeout")
    except (yara.Error, Unreadable, OSError, MemoryError):
        errors.add("rules_failed")
    return RuleHits(tuple(sorted(names - {CONTROL_RULE})), tuple(sorted(errors)))


def _matched(data: bytes, signatures: Signatures, errors: set[str]) -> set[str]:
    def limited(*_: object) -> int:
        # One string found a million times: the matcher goes on without it.
        errors.add("rules_limited")
        return 0

    hits = signatures.rules.match(data=data, timeout=_SECONDS, fast=True, warnings_callback=limited)
    return {hit.rule for hit in hits}


def _windows(content: Content) -> Iterator[bytes]:
    if content.whole is not None:
        yield content.whole
        return
    header = content.read(0, _HEADER)
    # The last window ends with the file and is as long as the others: rules for small files stay silent.
    last = max(0, content.size - WINDOW)
    for start in (*range(0, last, WINDOW - OVERLAP), last):
        window = content.read(start, WINDOW)
        yield header + window if start else window

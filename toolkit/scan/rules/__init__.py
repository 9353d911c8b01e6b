"""Which rules of the signature set, and of the sets beside it, a file matches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.scan import filetype
from toolkit.scan.content import Content
from toolkit.scan.rules.routing import is_heavy
from toolkit.scan.rules.rule_set import BySize, RuleSet, unheard
from toolkit.scan.rules.signatures import CONTROL_RULE, Signatures

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


def match(content: Content, signatures: Signatures, path: str = "") -> RuleHits:
    """Match one file, whole when it is in memory, else by overlapping windows; `path` is for rules that ask.

    By window, a rule that needs several strings sees only those that stand within 32 MiB of each other. A
    window that takes over 60 seconds ends the work on its file, and what was found before stays. A window of
    the same bytes as the one before it has the same hits, and is not compared. What is no
    program is compared with the light sets only, and what is large with the rules for its size: they hold
    every rule that could match it.
    """
    import yara  # noqa: PLC0415 - 36 ms that commands without a scan do not pay

    names: set[str] = set()
    errors: set[str] = set()
    if content.whole is None:
        errors.add("rules_windowed")
    try:
        for window in _windows(content):
            for found in _passes(window, signatures, path, errors):
                names |= found
    except yara.TimeoutError:
        errors.add("rules_timeout")
    except (yara.Error, Unreadable, OSError, MemoryError):
        errors.add("rules_failed")
    names.discard(CONTROL_RULE)
    return RuleHits(tuple(sorted(names)), tuple(sorted(errors)))


def _passes(data: bytes, signatures: Signatures, path: str, errors: set[str]) -> Iterator[set[str]]:
    """Yield what matched, in one pass over the bytes where all rules are compiled as one."""
    if not signatures.joint:
        yield _matched(data, signatures, errors)
        for others in signatures.sets:
            yield _matched_beside(data, others, path, errors)
        return
    try:
        yield _matched_beside(data, signatures.sets[0], path, errors)
    except Exception:
        # That the rules of other people take too long, or break, takes nothing from ours.
        yield _matched(data, signatures, errors)
        raise


def _matched(data: bytes, signatures: Signatures, errors: set[str]) -> set[str]:
    if signatures.light is None or is_heavy(data[:8]):
        rules = _sized(data, signatures.rules, signatures.by_size)
    else:
        rules = _sized(data, signatures.light, signatures.light_by_size)
    return {hit.rule for hit in _hits(rules, data, errors)}


def _matched_beside(data: bytes, others: RuleSet, path: str, errors: set[str]) -> set[str]:
    rules = others.whole if is_heavy(data[:8]) else _sized(data, others.light, others.light_by_size)
    if rules is None:
        return set()
    externals = _externals(path, data, others.asks) if others.asks else None
    found = [others.names.get((hit.namespace, hit.rule)) for hit in _hits(rules, data, errors, externals)]
    if None in found:  # a set whose own list is wrong; what it names is kept
        errors.add("rules_failed")
    return {name for name in found if name is not None}


def _sized(data: bytes, rules: Any, by_size: BySize) -> Any:
    return next((some for least, some in by_size if len(data) >= least), rules)


def _hits(rules: Any, data: bytes, errors: set[str], externals: Mapping[str, str] | None = None) -> Any:
    def limited(*_: object) -> int:
        # One string found a million times: the matcher goes on without it.
        errors.add("rules_limited")
        return 0

    if externals:
        return rules.match(
            data=data,
            timeout=_SECONDS,
            fast=True,
            warnings_callback=limited,
            console_callback=unheard,
            externals=externals,
        )
    return rules.match(
        data=data, timeout=_SECONDS, fast=True, warnings_callback=limited, console_callback=unheard
    )


def _externals(path: str, data: bytes, asked: frozenset[str]) -> dict[str, str]:
    """Return what rules ask about a file, in the form Loki gives it: lower case, the type in capitals.

    The owner is never known: files of another machine's disk have owners of that machine.
    """
    # Names that are not valid Unicode hold lone surrogates, which libyara's strings cannot.
    plain = path.encode("utf-8", "replace").decode("utf-8").replace("\0", "").lower()
    name = plain.rpartition("/")[2]
    known = {"filename": name, "filepath": "/" + plain, "owner": ""}
    known["extension"] = "." + name.rpartition(".")[2] if "." in name else ""
    if "filetype" in asked:
        known["filetype"] = (filetype.recognise(name, data[:65536], data[-65536:]) or "").upper()
    return {key: value for key, value in known.items() if key in asked}


def _windows(content: Content) -> Iterator[bytes]:
    if content.whole is not None:
        yield content.whole
        return
    header, before = content.read(0, _HEADER), b""
    # The last window ends with the file and is as long as the others: rules for small files stay silent.
    last = max(0, content.size - WINDOW)
    for start in (*range(0, last, WINDOW - OVERLAP), last):
        window = content.read(start, WINDOW)
        if not start:
            yield window
        elif window != before:
            before = window
            yield header + window

import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows.dns_cache import names
from toolkit.host.windows.memory import wide, within
from toolkit.live import dns_cache
from toolkit.records import Outcome

BASE = 0x1000


def cache(*entries: tuple[str, int], last: int = 0) -> bytes:
    """Build a list of cache entries at BASE: entries first, their names behind."""
    raw, texts = bytearray(), bytearray()
    behind = BASE + 24 * len(entries)
    for number, (name, kind) in enumerate(entries, start=1):
        following = BASE + 24 * number if number < len(entries) else last
        raw += struct.pack("<QQHHI", following, behind + len(texts), kind, 0, 0)
        texts += name.encode("utf-16-le", "surrogatepass") + b"\0\0"
    return bytes(raw + texts)


def test_names_and_kinds_are_read() -> None:
    raw = cache(("depot.exemple.fr", 1), ("depot.exemple.fr", 28), ("été.example", 5))
    found = list(names(within(raw, BASE), BASE))
    assert found == [("depot.exemple.fr", 1), ("depot.exemple.fr", 28), ("été.example", 5)]
    assert list(dns_cache.rows(found)) == [
        {"name": "depot.exemple.fr", "types": ["A", "AAAA"]},
        {"name": "été.example", "types": ["CNAME"]},
    ]


def test_kinds_without_a_name_of_ours_are_numbers_and_empty_names_are_left_out() -> None:
    assert list(dns_cache.rows([("A.example", 99), ("a.EXAMPLE", 1), (" ", 1), ("", 1)])) == [
        {"name": "a.example", "types": ["A", "99"]}
    ]


def test_a_list_that_turns_in_circles_ends() -> None:
    assert len(list(names(within(cache(("a.example", 1), ("b.example", 1), last=BASE), BASE), BASE))) == 2


@pytest.mark.parametrize("last", [1, BASE + 10_000, 2**64 - 1])
def test_an_address_that_leads_nowhere_ends_the_list(last: int) -> None:
    assert len(list(names(within(cache(("a.example", 1), last=last), BASE), BASE))) == 1


def test_a_name_without_an_end_is_cut() -> None:
    assert len(wide(within(b"a\0" * 5000, BASE), BASE)) == 512
    assert wide(within(b"a\0b", BASE), BASE) == "a"


@given(st.binary(max_size=400), st.integers(0, 2**64 - 1))
def test_any_bytes_end_in_few_names(raw: bytes, first: int) -> None:
    assert len(list(names(within(raw, first), first))) <= len(raw)


@pytest.mark.skipif(sys.platform == "win32", reason="what a machine without such a cache answers")
def test_a_machine_without_such_a_cache_says_so() -> None:
    (artefact,) = live.take((dns_cache,))
    assert (artefact.outcome, artefact.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_gives_its_cache_or_says_that_it_does_not() -> None:
    (artefact,) = live.take((dns_cache,))
    assert artefact.outcome is not Outcome.FAILED or artefact.detail == "not_offered"


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_wrong_address_of_our_own_memory_is_an_answer_and_not_a_crash() -> None:
    import ctypes

    from toolkit.host.windows.memory import own

    raw = cache(("a.example", 1))
    room = ctypes.create_string_buffer(raw, len(raw))
    assert own()(ctypes.addressof(room), len(raw)) == raw
    assert own()(8, 24) == b""
    assert list(names(own(), 8)) == []

"""One read gives the hash and the windows; a size that lies is corrected by what was read."""

import hashlib
import io

import pytest

from toolkit.scan import content
from toolkit.scan.content import WINDOW, Content


def test_small_content_is_held_whole() -> None:
    data = bytes(range(256)) * 1000
    heard: list[int] = []
    one = Content(io.BytesIO(data), 3)
    assert one.digest(heard.append) == hashlib.sha256(data).hexdigest()
    assert (one.size, one.whole, one.head, one.tail) == (len(data), data, data[:WINDOW], data[-WINDOW:])
    assert sum(heard) == len(data)


def test_large_content_is_read_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "WHOLE_LIMIT", 1000)
    data = bytes(range(256)) * 1000
    one = Content(io.BytesIO(data), 10)
    assert one.digest() == hashlib.sha256(data).hexdigest()
    assert one.whole is None
    assert one.read(70_000, 16) == data[70_000:70_016]
    assert one.tail == data[-WINDOW:]


def test_bytes_in_memory() -> None:
    one = Content.of(b"abc")
    assert (one.size, one.whole, one.head, one.tail, one.read(1, 9)) == (3, b"abc", b"abc", b"abc", b"bc")

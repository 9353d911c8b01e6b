"""Files put together from pieces: read from anywhere, and never from wrong ones."""

import io

import pytest

from toolkit.errors import Unreadable
from toolkit.media.repositories.pieces import NOWHERE, Parts, Piece, Pieces, joined

PIECES = [b"abc", b"", b"defgh", b"i"]


def test_a_file_is_read_from_anywhere() -> None:
    stream = joined([len(one) for one in PIECES], PIECES.__getitem__)
    assert stream.read() == b"abcdefghi"
    for at in range(10):
        stream.seek(at)
        assert stream.read(3) == b"abcdefghi"[at : at + 3]


def test_a_piece_of_another_size_is_damage() -> None:
    with pytest.raises(Unreadable) as told:
        joined([3, 0, 4, 1], PIECES.__getitem__).read()
    assert told.value.why == "damaged"


def test_pieces_are_found_by_name_and_where_they_lie_last() -> None:
    pieces = Pieces()
    one, other = bytes(32), bytes(31) + b"\1"
    pieces.put(one, Piece(0, 5, 10, 20))
    pieces.put(other, Piece(0, 15, 10, 0))
    pieces.put(one, Piece(7, 1 << 40, 11, 21))
    assert pieces.at(pieces.row(one)) == Piece(7, 1 << 40, 11, 21)
    assert pieces.name(pieces.row(other)) == other
    pieces.drop(one)
    assert (len(pieces), pieces.row(one)) == (1, NOWHERE)
    for lie in (Piece(0, -1, 1, 1), Piece(0, 1, 1 << 40, 1), Piece(0, 1 << 63, 1, 1)):
        with pytest.raises(Unreadable):
            pieces.put(one, lie)
    with pytest.raises(Unreadable):
        pieces.put(b"short", Piece(0, 0, 1, 1))
    with pytest.raises(Unreadable):
        pieces.at(NOWHERE)


def test_parts_that_are_missing_or_short_are_damage() -> None:
    def opener(part: int) -> io.BytesIO:
        if part > 8:
            raise Unreadable("vanished")
        return io.BytesIO(bytes([part]) * 10)

    parts = Parts(opener)
    for part in (0, 1, 2, 3, 4, 5, 0):
        assert parts.read(Piece(part, 2, 3, 3)) == bytes([part]) * 3
    for piece in (Piece(9, 0, 1, 1), Piece(1, 8, 3, 3)):
        with pytest.raises(Unreadable) as told:
            parts.read(piece)
        assert told.value.why == "damaged"
    parts.close()

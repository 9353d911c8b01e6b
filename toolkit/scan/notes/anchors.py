"""Where a text holds any of the pieces of words without which no text is a note: the cheapest test."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from toolkit.scan.notes.disguise import beyond_ascii
from toolkit.scan.notes.phrases import fold

_BY_USE = " etaoinsrhldcumfpgwybvkxjqz."  # the order of use in English
_SPELT = "?" + _BY_USE
# The pairs of letters that English, French and source text are full of, the most frequent first.
_PAIRS_WORDS = """
in re er on en se th de st at es te or ti he co nt me le et io al ar ns ne pe ed li an fi is ec tr ta nd it ss
ce ef ri ro el as ng to ct ra na ma ge am ic si ch lo ur ou pa op ac om ut ty ca ve la ex fo nc if il di rt pr
no un id ll ha po mp ea ue od cl rs us ag ck ke ig pt im ap ts ad ie hi oc tu of so ul va em os ot ol rn pl tt
sp ho rg be bl ni qu sh ai ep su rr ee mo fr ba ir bu um ry sc up ib do gi cr ip ov go vo yo by
"""
_COMMON = {pair: rank for rank, pair in enumerate(reversed(_PAIRS_WORDS.split()), start=1)}
# The runs of four within anchors that ordinary text holds most, "_" for a space, and how much they count.
_OFTEN_WORDS = {
    12: """
file data comp code uest erro _fil ther _you cess ript crip onal back stor _dat tabl lock acce over cces ore_
iles essi tore main rans here tes_ onne nal_ prot cryp rypt
""",
    5: """
util bloc _acc les_ acke gram reco estr roto ver_ our_ ocke s_fi each deco ecod filt ains rest your n_ma ecip
plus _man ered e_cl encr ncry _bac secu pher es_f ethe ne_c s_ma verr
""",
    2: """
_mai ciph brea iphe cked pers ssib _don expl isab ypto r_fi cove ompr esca s_do al_i illi ypte reac deci _cle
isib ncon iers ritt espe
""",
    1: """
esto nion oner tili _cry in_m ranc s_ac tele erso rson resc tage decr risc a_cl ock. es_b e_yo ecry vend s_ba
crit reta inex ndre r_da ecov donn egra ackt lus_ icha togr llis
""",
}
_OFTEN = {run.replace("_", " "): count for count, runs in _OFTEN_WORDS.items() for run in runs.split()}
_AT_A_SPACE = 100  # what a pair counts that a space is in
_RUN = 4  # characters
_HASH, _KEPT = 0x9E3779B1, 18  # the multiplier of Fibonacci hashing, and the bits kept of the product
_MOST = 4096  # places looked at one by one
_PAGE = "cp1252"  # holds every letter that six languages write with an accent, but for Russian
_MOST_ODD = 32  # characters beyond the page that are put back one by one

Spans = list[tuple[int, int]]
Places = dict[bytes, list[tuple[bytes, int]]]


def holds_any(text: str, anchors: tuple[str, ...]) -> bool:
    """Whether any anchor stands in a text once case and accents are taken out of it.

    ASCII anchors hold letters, spaces and full stops; one pass over the text finds all these at once.
    """
    found = spans(text, anchors)
    return bool(found) if found is not None else folded_holds(fold(text), anchors)


def spans(text: str, anchors: tuple[str, ...]) -> Spans | None:
    """Return where each anchor begins and ends, in order of place, or None where that cannot be told.

    It cannot of a text in which a letter becomes two or none, or that is a pile of what looks like anchors.
    """
    page = _on_the_page(text, anchors)
    return None if page is None else _spans(page.translate(_letters()), anchors)


def _on_the_page(text: str, anchors: tuple[str, ...]) -> bytes | None:
    """Return one byte for each character of a text, None where an anchor could get lost by that."""
    if text.isascii():
        return text.encode("ascii")
    beyond = beyond_ascii(text)
    odd = {char for char in beyond if char not in _page()}
    meant = _meant(anchors)
    back = {char: folded for char in odd if len(folded := _folded(char)) == 1 and folded in _BY_USE}
    if len(back) > _MOST_ODD or any(
        not _folded(char) or meant & set(_folded(char)) for char in odd - back.keys()
    ):
        return None
    for char, folded in back.items():
        text = text.replace(char, folded)
    return None if "\N{LATIN SMALL LETTER SHARP S}" in beyond else text.encode(_PAGE, "replace")


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    return fold(char)


@lru_cache(maxsize=1)
def _page() -> frozenset[str]:
    return frozenset(bytes(range(256)).decode(_PAGE, "ignore"))


@lru_cache(maxsize=4)
def _meant(anchors: tuple[str, ...]) -> frozenset[str]:
    """Return every character that may be part of an anchor."""
    return frozenset(_BY_USE).union(*anchors)


def folded_holds(folded: str, anchors: tuple[str, ...]) -> bool:
    """Answer as `holds_any`, of a text out of which case and accents are taken."""
    # What is not ASCII becomes one character too.
    plain = folded.encode("ascii", "replace").translate(_letters())
    found = _spans(plain, anchors)
    if found or (found is None and any(anchor in plain for anchor in _index(anchors)[2])):
        return True
    return any(anchor in folded for anchor in anchors if not anchor.isascii())


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """Return what each byte of the page becomes: the number of its letter, 0 where it is none."""
    folded = (fold(bytes([byte]).decode(_PAGE, "replace")) for byte in range(256))
    return bytes(_BY_USE.find(one) + 1 if len(one) == 1 else 0 for one in folded)


def _spans(plain: bytes, anchors: tuple[str, ...]) -> Spans | None:
    """Return where the ASCII anchors stand among the numbers of letters, None for a pile of near misses."""
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places, _ = _index(anchors)
    padded = plain + bytes(8 - len(plain) % 4)
    count = len(padded) // 4 - 1
    # Every second place is enough: of each anchor two runs that follow each other are known.
    runs = np.empty((2, count), "<u4")
    for half in (0, 1):
        np.multiply(np.frombuffer(padded, "<u4", count, 2 * half), np.uint32(_HASH), out=runs[half])
    runs >>= 32 - _KEPT
    marked = table.take(runs.ravel()).nonzero()[0].tolist()
    if len(marked) > _MOST:
        return None
    found: Spans = []
    for number in marked:
        place = number * _RUN if number < count else (number - count) * _RUN + 2
        run = padded[place : place + _RUN]
        if run in places:
            for anchor, before in places[run]:
                start = place - before
                if start >= 0 and padded.startswith(anchor, start):
                    found.append((start, start + len(anchor)))
    return sorted(found)


@lru_cache(maxsize=4)
def _index(anchors: tuple[str, ...]) -> tuple[Any, Places, list[bytes]]:
    """Mark two runs of each ASCII anchor and where they stand in it; return the anchors as numbers too."""
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places = np.zeros(1 << _KEPT, bool), Places()
    numbers = []
    for anchor in filter(str.isascii, anchors):
        numbers.append(bytes(_BY_USE.index(char) + 1 for char in anchor))
        for run, before in _runs(numbers[-1]):
            places.setdefault(run, []).append((numbers[-1], before))
            table[(np.frombuffer(run, "<u4") * np.uint32(_HASH)) >> (32 - _KEPT)] = True
    return table, places, numbers


def _runs(anchor: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the rarest two runs that follow each other, with any character beyond the ends of a short one."""
    any_one = [bytes([number]) for number in range(len(_BY_USE) + 1)]
    missing = max(0, _RUN + 1 - len(anchor))
    # One such character at most stands ahead: a text may begin with the anchor.
    ahead = min(1, missing)
    spread = [any_one] * ahead + [[bytes([number])] for number in anchor] + [any_one] * missing
    padded = bytes(ahead) + anchor + bytes(missing)
    begins = range(len(padded) - _RUN - ahead)
    rarest = min(begins, key=lambda place: _common(padded[place : place + _RUN + 1]))
    for start in (rarest, rarest + 1):
        for run in product(*spread[start : start + _RUN]):
            yield b"".join(run), start - ahead


def _common(two: bytes) -> tuple[int, int, int]:
    """Return how frequent two runs are that follow each other: as met, by their pairs, by what is unknown."""
    spelt = "".join(_SPELT[number] for number in two)
    met = sum(_OFTEN.get(spelt[place : place + _RUN], 0) for place in (0, 1))
    pairs = (spelt[place : place + 2] for place in range(_RUN))
    return met, sum(_AT_A_SPACE if " " in pair else _COMMON.get(pair, 0) for pair in pairs), two[0]

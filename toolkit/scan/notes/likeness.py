"""How much of a text stands in the notes of each family: its runs of words, and its most alike note."""

import math

from toolkit.scan.notes.claims import Claims
from toolkit.scan.notes.fingerprints import short_marks, term_marks

_LEAST_RUNS = 3
_SHORT = 5  # runs of words; in a text that has no more, likeness counts for half


def shares(text: str, claims: Claims) -> dict[str, float]:
    """Return, by family, from 0 to 1, the mean of two measures of how much of the text is this family's.

    One is the share of its runs of three words that any note of the family holds; the other the cosine of
    its single words and pairs with the most alike note. Both count rare ones more: by the logarithm of how
    many of the families have it. The two err apart, so that their mean ranks better than either. A text of a
    few words, that all notes have, is like many: it counts for less.
    """
    marks = short_marks(text)
    runs, alike = _runs(marks, claims), _alike(text, claims)
    sure = len(marks) / (len(marks) + _SHORT) / 2 if marks else 0.0
    return {family: (runs.get(family, 0.0) + alike.get(family, 0.0)) * sure for family in {*runs, *alike}}


def own_runs(text: str, family: str, claims: Claims) -> int:
    """Return how many of the text's runs of three words this family has, and nobody but its stock."""
    stock = {family, *claims.families[family].kin}
    found = (claims.runs.get(run, ()) for run in short_marks(text))
    return sum(family in families and stock.issuperset(families) for families in found)


def _runs(marks: set[str], claims: Claims) -> dict[str, float]:
    rarest = math.log(claims.noted + 1)
    whole = 0.0
    seen: dict[str, float] = {}
    counts: dict[str, int] = {}
    for run in marks:
        families = claims.runs.get(run, ())
        weight = rarest - math.log(len(families) or 1)
        whole += weight
        for family in families:
            seen[family] = seen.get(family, 0.0) + weight
            counts[family] = counts.get(family, 0) + 1
    return {family: weight / whole for family, weight in seen.items() if counts[family] >= _LEAST_RUNS}


def _alike(text: str, claims: Claims) -> dict[str, float]:
    rarest = math.log(claims.noted + 1)
    whole = 0.0
    common = [0.0] * len(claims.texts)
    for term in term_marks(text):
        rarity, places = claims.terms.get(term, (rarest, ()))
        whole += rarity
        for place in places:
            common[place] += rarity
    found: dict[str, float] = {}
    for (family, size), weight in zip(claims.texts, common, strict=True):
        if weight:
            found[family] = max(found.get(family, 0.0), min(1.0, weight / math.sqrt(whole * size)))
    return found

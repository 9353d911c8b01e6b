"""Which language a text is mainly in, by its most frequent small words."""

from collections.abc import Iterable

_SMALL_WORDS = {
    "en": "the and you your to of is are have has been be will we our this that not with for can all if do",
    "fr": "le la les des vos votre vous nous et est sont ont pas ne que qui pour avec dans sur une un au de",
    "de": "der die das und sie ihre ihr wir nicht ist sind mit zu von den dem ein eine werden wurden haben",
    "es": "el los las sus su y que de en por para con no es son ha han una un usted nosotros del se al si",
    "it": "il gli le di che e non per con sono ha hanno una un i vostri tuoi del della se noi voi ci tutti",
    "ru": "и в не на вы мы что ваши все для как если по за от или вам вас нас к из это их",
}
_WORDS = {name: frozenset(words.split()) for name, words in _SMALL_WORDS.items()}
_LOOKED_AT = 1500  # words
_LEAST = 3  # small words


def language_of(words: Iterable[str]) -> str | None:
    """Return "en", "fr", "de", "es", "it" or "ru" for folded words, or None when too few small words tell."""
    counts = dict.fromkeys(_WORDS, 0)
    for _, word in zip(range(_LOOKED_AT), words, strict=False):
        for name, small in _WORDS.items():
            if word in small:
                counts[name] += 1
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _LEAST else None

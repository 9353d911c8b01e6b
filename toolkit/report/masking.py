"""Facts with identifiers of people masked, whatever they hold."""

from typing import Any

from toolkit.custody.identifiers import masked, masked_least

__all__ = ["masked", "masked_facts", "masked_least"]


def masked_facts(facts: Any, spared: frozenset[str] = frozenset()) -> Any:
    """Mask every string inside facts, keys left as they are."""
    if isinstance(facts, str):
        return masked(facts, spared)
    if isinstance(facts, dict):
        return {key: masked_facts(value, spared) for key, value in facts.items()}
    if isinstance(facts, list):
        return [masked_facts(value, spared) for value in facts]
    return facts

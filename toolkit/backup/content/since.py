"""Files of any kind that became random, or zeros, and are not so on the machine."""

from collections.abc import Collection

from toolkit.backup.inventory import Inventory
from toolkit.records import DamageVerdict, Seen


def since(seen: Seen, codes: Collection[str], inventory: Inventory | None) -> str | None:
    """Return the code of a file that is readable on the machine and not here, if it has no firmer one."""
    random = seen.damage.verdict == DamageVerdict.RANDOM
    if inventory is None or not (random or is_zeros(seen)) or {"encrypted", "damaged"} & {*codes}:
        return None
    if not inventory.was_sound(seen.path):
        return None
    return "random_since" if random else "zeroed_since"


def is_zeros(seen: Seen) -> bool:
    """Tell a file of nothing but zeros."""
    return seen.damage.verdict == DamageVerdict.UNKNOWN and "zeroed" in seen.damage.reasons

"""Who may do anything on the machine, and who works so every day."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row

_EVERY_DAY = 31  # days since the last sign-in of an account in use
_NAMED = 6
_STRANGE = frozenset({"name_like_machine", "hidden_at_logon", "guest_enabled"})


def judge(looked: Looked) -> Iterator[Row]:
    """Yield accounts that are odd, that need no password, and administrators in daily use."""
    accounts = [
        one for one in looked.rows("users") if one.get("kind") == "account" and one.get("disabled") is False
    ]
    if not accounts:
        yield row(UNKNOWN, "accounts_unknown", 5)
        return
    odd = [str(one.get("name")) for one in accounts if _STRANGE.intersection(one.get("flags", ()))]
    if odd:
        yield row(MEND, "accounts_odd", 1, names=", ".join(odd[:_NAMED]), count=len(odd))
    # The flag says a password is not asked for, not that there is none: that is kept where nothing is read.
    bare = [str(one.get("name")) for one in accounts if one.get("no_password_needed")]
    if bare:
        yield row(MEND, "accounts_no_password", 2, names=", ".join(bare[:_NAMED]), count=len(bare))
    masters = [one for one in accounts if one.get("administrator")]
    if any(one.get("administrator") is None for one in accounts):
        yield row(UNKNOWN, "administrators_unknown", 5)
    daily = [
        str(one.get("name"))
        for one in masters
        if isinstance(at := one.get("last_logon_ns"), int) and looked.days(at) <= _EVERY_DAY
    ]
    if daily:
        yield row(MEND, "administrators_daily", 4, names=", ".join(daily[:_NAMED]), count=len(daily))
    elif masters:
        names = ", ".join(str(one.get("name")) for one in masters[:_NAMED])
        yield row(GOOD, "administrators_apart", names=names, count=len(masters))

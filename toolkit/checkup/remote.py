"""Whether somebody elsewhere can come in: firewall, remote desktop, tools of remote help."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row
from toolkit.records import Facts

_NAMED = 6


def judge(looked: Looked) -> Iterator[Row]:
    """Yield the firewall, remote desktop, ports open to any address, then tools that wait for a call."""
    rules = looked.rows("firewall")
    yield from _firewall([one for one in rules if one.get("what") == "firewall_profile"])
    yield from _desktop([one for one in rules if one.get("what") == "remote_desktop"])
    wide = [one for one in rules if one.get("what") == "firewall_rule" and _is_wide(one)]
    if wide:
        yield row(MEND, "ports_open", 3, count=len(wide), first=str(wide[0].get("name") or ""))
    tools = {
        str(one.get("tool"))
        for one in looked.rows("remote_access")
        if one.get("kind") == "remote" and one.get("trace") in {"installed", "service"}
    }
    if tools:
        yield row(UNKNOWN, "remote_tools", 4, tools=", ".join(sorted(tools)[:_NAMED]), count=len(tools))
    elif looked.absent("remote_access") and looked.whole("remote_access"):
        yield row(GOOD, "remote_no_tools")


def _is_wide(rule: Facts) -> bool:
    return bool({"remote_shell_open", "shares_open", "remote_screen_open", "lets_everything_in"}.intersection(
        rule.get("flags", ())
    ))  # fmt: skip


def _firewall(profiles: list[Facts]) -> Iterator[Row]:
    states = [one.get("on") for one in profiles]
    if any(state is False for state in states):
        yield row(MEND, "firewall_off", 1)
    elif any("lets_everything_in" in one.get("flags", ()) for one in profiles):
        yield row(MEND, "firewall_lets_in", 1)
    elif not states or None in states:
        yield row(UNKNOWN, "firewall_unknown", 4)
    else:
        yield row(GOOD, "firewall_on")


def _desktop(found: list[Facts]) -> Iterator[Row]:
    for one in found:
        flags = one.get("flags", ())
        state = one.get("remote_desktop")
        if state is None:
            yield row(UNKNOWN, "rdp_unknown", 4)
        elif state == "closed":
            yield row(GOOD, "rdp_closed")
        else:
            yield row(MEND, "rdp_open", 1) if "rdp_open" in flags else row(MEND, "rdp_on", 3)
            if "no_sign_in_first" in flags:
                yield row(MEND, "rdp_no_sign_in_first", 1)
    if not found:
        yield row(UNKNOWN, "rdp_unknown", 4)

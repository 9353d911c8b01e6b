"""Time stamps of an authority (RFC 3161): asked for offline, attached when the answer comes, checked."""

from toolkit.custody.timestamps.stamp import Stamp, State, check

__all__ = ["Stamp", "State", "check"]

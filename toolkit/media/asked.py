"""What a technician adds to the place of a source: keys that unlock it, an earlier state of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """Keys of an encrypted volume, never shown by repr, and the shadow copy to read instead of the volume."""

    recovery_key: str | None = field(default=None, repr=False)  # 48 digits, as printed
    password: str | None = field(default=None, repr=False)
    startup_key: bytes | None = field(default=None, repr=False)  # what a .BEK file holds
    shadow_copy: str | None = None  # "2", or "1:2" for the second copy of volume 1


NOTHING = Asked()

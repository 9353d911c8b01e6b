"""What is added to the place of a source: keys that unlock it, an earlier state of it, a look at it shut."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """Keys of encrypted volumes, never shown by repr, and the shadow copy to read instead of the volume.

    Two volumes of one disk seldom have one recovery key or one startup key: several of each can be given.
    """

    recovery_keys: tuple[str, ...] = field(default=(), repr=False)  # 48 digits each, as printed
    password: str | None = field(default=None, repr=False)
    startup_keys: tuple[bytes, ...] = field(default=(), repr=False)  # what .BEK files hold
    shadow_copy: str | None = None  # "2", or "1:2" for the second copy of volume 1
    closed: bool = False  # a medium is given even where none of its files can be read: its volumes are told

    @property
    def keys(self) -> int:
        """Return how many keys were given."""
        return len(self.recovery_keys) + len(self.startup_keys) + (self.password is not None)


NOTHING = Asked()

"""Whether a free decryptor has existed for a family, as decryptors.toml states with dates and sources."""

import tomllib
from pathlib import Path

_STATED = Path(__file__).with_name("decryptors.toml")
STATES = ("available", "partial", "offline_only", "none_known")


def decryptors() -> dict[str, dict[str, str]]:
    """Return what is stated of each family, by its name; ValueError on an unknown state."""
    found = {}
    for line in tomllib.loads(_STATED.read_text(encoding="utf-8"))["decryptor"]:
        if line["state"] not in STATES:
            raise ValueError(line["state"])
        found[line["family"]] = {key: value for key, value in line.items() if key != "family"}
    return found

"""One profile of the wireless service: its name and protection; the key it holds is left where it is.

Format: Microsoft, "WLAN_profile Schema". XML is read within limits, with no entity and nothing fetched.
"""

import codecs
from typing import Any
from xml.etree import ElementTree as ET

from toolkit.errors import Unreadable

SIZE_LIMIT = 256 * 1024  # bytes
_ELEMENTS = 2000
_DECLARATIONS = ("<!doctype", "<!entity")
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
)  # fmt: skip
_WANTED = ("name", "connectionMode", "authentication", "encryption", "nonBroadcast")


def parse(data: bytes) -> dict[str, Any]:
    """Return the facts of a profile; raises Unreadable `wireless_profile_damaged`."""
    if len(data) > SIZE_LIMIT:
        raise Unreadable("wireless_profile_damaged", "size")
    found = _texts(_root(data))
    if "name" not in found:
        raise Unreadable("wireless_profile_damaged", "name")
    return {
        "name": found["name"],
        "authentication": found.get("authentication"),
        "encryption": found.get("encryption"),
        "connects_alone": found.get("connectionMode", "auto") == "auto",
        "hidden": found.get("nonBroadcast") == "true",
    }


def _root(data: bytes) -> ET.Element:
    encoding = next((name for start, name in _ENCODINGS if data.startswith(start)), "utf-8")
    try:
        text = data.decode(encoding)
        if any(word in text.casefold() for word in _DECLARATIONS):
            raise Unreadable("wireless_profile_damaged", "declarations")
        # Entities and document types were refused above, and the parser fetches nothing by itself.
        root = ET.fromstring(text)  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        raise Unreadable("wireless_profile_damaged", "xml") from error
    if root.tag.rsplit("}", 1)[-1] != "WLANProfile":
        raise Unreadable("wireless_profile_damaged", "root")
    return root


def _texts(root: ET.Element) -> dict[str, str]:
    """Return the first text of each element wanted, no other being looked into."""
    found: dict[str, str] = {}
    for number, element in enumerate(root.iter()):
        if number >= _ELEMENTS:
            raise Unreadable("wireless_profile_damaged", "elements")
        tag = element.tag.rsplit("}", 1)[-1]
        if tag in _WANTED and tag not in found and element.text:
            found[tag] = element.text.strip()
    return found

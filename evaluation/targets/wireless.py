"""Profiles of the wireless service."""

from toolkit.errors import Unreadable
from toolkit.triage.formats.wireless_profile import parse

_PROFILE = """<?xml version="1.0"?><WLANProfile xmlns="urn:essai"><name>Cabinet é</name><MSM><security>
<authEncryption><authentication>WPA2PSK</authentication><encryption>AES</encryption></authEncryption>
</security></MSM><connectionMode>auto</connectionMode></WLANProfile>"""


def seeds() -> list[bytes]:
    return [_PROFILE.replace("\n", "").encode(), _PROFILE.split("?>", 1)[1].encode("utf-16")]


def read(data: bytes) -> str:
    try:
        parse(data)
    except Unreadable as error:
        return error.why
    return "ok"

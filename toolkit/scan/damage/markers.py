"""Marks that known families leave in the files they encrypt, seen in published analyses."""

from toolkit.scan.content import Content

# (family code, bytes, where): "tail" within the last 2 KB, "end" as the very last bytes.
# STOP/Djvu: Emsisoft STOPDecrypter readme. CryLock/Cryakl: rule of bartblaze and Kaspersky's RannohDecryptor
# text. Ryuk: "HERMES" in the footer, published analyses of 2018 to 2021.
MARKERS: tuple[tuple[str, bytes, str], ...] = (
    ("stop_djvu", b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}", "end"),
    ("crylock", b"{ENCRYPTENDED}", "tail"),
    ("crylock", b"{ENCRYPTSTART}", "tail"),
    ("crylock", b"{CRYPTENDBLACKDC}", "tail"),
    ("ryuk", b"HERMES", "tail"),
)
# Extensions families were seen to append; with a content that is random they are enough of a trait.
EXTENSIONS = frozenset(
    [
        "lockfile",
        "lockbit",
        "play",
        "akira",
        "powerranges",
        "royal",
        "royal_w",
        "royal_u",
        "rhysida",
        "bianlian",
        "conti",
        "ryk",
        "wncry",
        "wncryt",
        "babyk",
        "__nist_k571__",
        "phobos",
        "eight",
        "8base",
        "devos",
        "dharma",
        "cezar",
        "medusa",
        "blackbit",
        "locky",
        "cerber",
        "hive",
        "blackcat",
        "alphv",
        "qilin",
        "agenda",
        "inc_ransom",
        "hunters",
        "cactus",
        "snatch",
        "mallox",
        "targetcompany",
        "makop",
    ]
)
_TAIL = 2048


def find(content: Content) -> str | None:
    """Return the code of the family whose mark the content bears, or None."""
    tail = content.tail[-_TAIL:]
    for family, mark, where in MARKERS:
        if where == "tail" and mark in tail:
            return family
        if where == "end" and tail.rstrip(b"\0\r\n").endswith(mark):
            return family
    return None

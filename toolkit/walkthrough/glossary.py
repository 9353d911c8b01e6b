"""The words of art on a screen, each with one plain sentence.

A term is `term_x` of texts/*/walk.toml: the word, then how else it is written, separated by « | »; what it
means is `gloss_x`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from toolkit.texts import Speech

TERMS = (
    "ransomware",
    "ransom_note",
    "encrypted",
    "extension",
    "family",
    "attacker",
    "case",
    "exhibit",
    "sample",
    "archive",
    "annex",
    "passphrase",
    "fingerprint",
    "manifest",
    "custody_log",
    "receipt",
    "incident_log",
    "disk_image",
    "read_only",
    "serial",
    "rules",
    "coverage",
    "verdict",
    "bitlocker",
    "recovery_key",
    "memory",
    "hibernation",
    "flash",
    "nas",
    "cartridge",
    "server",
    "vpn",
    "remote_access",
    "router",
    "firewall",
    "sync",
    "backup_medium",
    "ip_address",
    "reinstall",
    "updates",
    "vendor",
    "provider",
    "knowledge",
    "complaint",
    "complaint_number",
    "complaint_file",
    "prosecutor",
    "cybercrime_chat",
    "private_complaints",
    "cnil",
    "breach",
    "register",
    "dpo",
    "health_portal",
    "cert_health",
    "assistance",
    "legal_forms",
    "siret",
    "mandate",
    "practice_software",
    "electronic_claims",
    "cps",
    "amelipro",
    "social_number",
    "leak",
    "draft",
    "waiver",
)


def found(speech: Speech, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the terms that stand in the texts shown, in the order they are met, with what each means.

    Of words inside a longer term only that one counts: « mémoire flash » is not « mémoire » too.
    """
    written, variants = _known(speech.language)
    shown = " ".join(" ".join(texts).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    met = dict.fromkeys(variants[word[0].casefold()] for word in written.finditer(shown))
    return [(_variants(speech, term)[0], speech.say(f"walk.gloss_{term}")) for term in met]


@cache
def _known(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return what finds the longest term at each place, and the term of each way to write it."""
    speech = Speech(language)
    variants = {one.casefold(): term for term in TERMS for one in _variants(speech, term)}
    words = "|".join(re.escape(one) for one in sorted(variants, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), variants


def _variants(speech: Speech, term: str) -> list[str]:
    return [" ".join(one.split()) for one in speech.say(f"walk.term_{term}").split("|")]

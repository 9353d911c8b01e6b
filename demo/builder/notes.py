"""The ransom notes of the demonstration: our own words, addresses that lead nowhere, eight encodings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAME = "akira_readme.txt"
PAGE_NAME = "LISEZ-MOI.html"
VICTIM = "CAB-7F3A-91D2-TEST"
EMAIL, SECOND_EMAIL = "negociation@recuperation.example", "secours@recuperation.example"
# Shaped as an onion v3 address and a Tox identity; the checksum of neither is right.
ONION = "trousse2demo2cette2adresse2est2fausse2elle2mene2a2rienyd.onion"
TOX = "54524F555353452D44454D4F2D" * 2 + "4E554C4C452D50415254" + "0000"
# A known address without a key: what is sent there is lost.
BITCOIN = "1BitcoinEaterAddressDontSendf59kuE"
CONTACTS: Mapping[str, Sequence[str]] = {
    "email": (EMAIL, SECOND_EMAIL),
    "onion": (ONION,),
    "tox": (TOX,),
    "btc": (BITCOIN,),
    "victim_id": (VICTIM,),
    "amount": ("4 500 EUR",),
    "deadline": ("72 heures", "72 hours"),
}

_FRENCH = f"""À LIRE AVANT TOUTE CHOSE

Madame, Monsieur,

Les fichiers de votre cabinet sont maintenant chiffrés : dossiers de patients, radiographies, comptabilité.
Ils existent toujours, mais aucun programme ne pourra plus les ouvrir sans la clé privée que nous gardons.
Nous avons aussi copié une partie de vos données avant de les verrouiller.

Comment récupérer vos fichiers :
 1. Installez le navigateur Tor et ouvrez http://{ONION}
 2. Donnez votre identifiant : {VICTIM}
 3. Sans réponse sous un jour, écrivez à {EMAIL}
    ou par Tox : {TOX}

Le prix de la clé est de 4 500 EUR, à payer en bitcoin à l'adresse {BITCOIN}.
Passé un délai de 72 heures, le prix double ; au bout d'une semaine vos données seront publiées.
Pour preuve, nous déchiffrerons gratuitement deux petits fichiers de votre choix.

Ne renommez pas les fichiers chiffrés, n'essayez aucun logiciel de récupération : vous perdriez tout.
Prévenir la police ne vous rendra pas vos fichiers.
"""
_ENGLISH = f"""PLEASE READ THIS FIRST

The files of your practice are now encrypted: patient records, X-rays, accounts.
They are still there, but no program will open them again without the private key that we keep.
Part of your data was also copied to our servers before we locked it.

How to recover your files:
 1. Install Tor Browser and open http://{ONION}
 2. Give your personal ID: {VICTIM}
 3. If nobody answers within a day, write to {EMAIL}
    or through Tox: {TOX}

The price of the decryption key is 4 500 EUR, to be paid in bitcoin to {BITCOIN}.
After 72 hours the price doubles; after one week your data will be published.
As a proof we will decrypt two small files of yours for free.

Do not rename encrypted files and do not try any recovery software, or all of it is lost for good.
Calling the police will not bring your files back.
"""
_SHORT = f"""Vos fichiers sont chiffrés.
Pour obtenir la clé, écrivez à {EMAIL} en donnant l'identifiant {VICTIM}.
Délai : 72 heures. Prix : 4 500 EUR en bitcoin.
"""
_PAGE = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="windows-1252"><title>Lisez-moi</title></head>
<body style="background:#111;color:#eee">
<h1>Vos fichiers ont &eacute;t&eacute; <b>chiffr&eacute;s</b></h1>
<p>Dossiers de patients, radiographies, comptabilité&nbsp;: plus rien ne s'ouvre sans notre clé privée.</p>
<p>Identifiant&nbsp;: <code>{VICTIM}</code></p>
<p>&Eacute;crivez &agrave; <a href="mailto:{SECOND_EMAIL}">{SECOND_EMAIL}</a> ou, avec le navigateur Tor,
ouvrez <a href="http://{ONION}">{ONION}</a>.</p>
<p>Prix&nbsp;: 4 500 EUR en bitcoin, à payer à {BITCOIN} sous 72 heures.
Ensuite, vos données seront publiées.</p>
</body></html>
"""


@dataclass(frozen=True)
class Variant:
    """One note as it lies on the disk."""

    code: str
    name: str
    language: str
    data: bytes


def variants() -> tuple[Variant, ...]:
    """Return the eight notes, the plain French one first; no two have the same bytes."""
    french, english = _crlf(_FRENCH), _crlf(_ENGLISH)
    # Code page 850 has the French letters; the NUL is the kind of slip found in real notes.
    old = french.encode("cp850").replace(b"\r\n\r\n", b"\r\n\x00\r\n", 1)
    return (
        Variant("utf8", NAME, "fr", french.encode()),
        Variant("utf8_bom", NAME, "en", b"\xef\xbb\xbf" + (english + "\r\n" + french).encode()),
        Variant("cp1252", NAME, "fr", _crlf(_SHORT).encode("cp1252")),
        Variant("cp850_nul", NAME, "fr", old),
        Variant("utf16le_bom", NAME, "en", b"\xff\xfe" + english.encode("utf-16-le")),
        Variant("utf16le", NAME, "fr", french.encode("utf-16-le")),
        Variant("utf16be", NAME, "en", english.encode("utf-16-be")),
        Variant("html", PAGE_NAME, "fr", _crlf(_PAGE).encode("cp1252")),
    )


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")

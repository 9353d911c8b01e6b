"""What a technician says who does everything, or who knows little; and what a visit took."""

from dataclasses import dataclass, field

from toolkit.legal import dictionary
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind

LONGEST = 900  # seconds of one visit
LAST = "handover/archive"
# What whoever does everything types; a choice by its code, the rest as it is written.
TYPED = {
    "t0": "12/10/2026 8h10",
    "t0.who": "Anne, à l'accueil : des fichiers illisibles",
    "ev.operator": "David Le Goff",
    "victim.name": "Cabinet du Port",
    "sys.power": "off",
    "sys.power_done": "laissée éteinte, 9 h 05",
    "ev.photos": "3 photos, téléphone d'Anne",
    "t.offset": "aucun écart",
    "mission.order": "yes",
    "mission.by": "Dr Dupont, 12/10/2026 9h30",
    "sys.server": "le poste de l'accueil",
    "sys.software": "Logos, agenda en ligne",
    "attack.leak": "yes",
    "ev.logs": "box : demandé au fournisseur",
    "sys.disk.fate": "kept",
    "sys.disk.serial": "Samsung S4X2NF0M",
    "sys.disk.holder": "Dr Dupont, coffre du cabinet",
    "victim.legal": "EI",
    "victim.siret": "73282932000074",
    "victim.rep": "Dr Dupont, titulaire",
    "victim.addr": "1 quai du Port, 29200 Brest",
    "victim.phone": "02 98 00 00 00",
    "attack.vector": "mail",
    "impact.service": "dossiers, agenda : depuis le 12 octobre",
    "impact.loss": "3 jours d'arrêt",
    "legal.pv": "2026/1234",
    "pd.categories": "patients, salariés",
    "pd.count": "1000-1500",
    "pd.types": "identité, santé",
    "pd.consequences": "perte d'accès aux dossiers",
    "legal.cnil": "CNIL-2026-77",
    "pd.informed": "pas encore",
    "legal.sante": "S-2026-12",
    "insurer": "MACSF, contrat 123",
}
# Without these there is no archive to seal: even who knows little gives them.
NEEDED = frozenset({"mission.order", "restore.waiver"})


@dataclass
class Walked:
    """What one visit took."""

    mode: str  # "screens" or "lines"
    language: str
    knows: bool
    keys: int = 0
    typed: int = 0  # of those, characters of answers in words
    screens: int = 0  # cards shown or said
    lines: int = 0  # typed, Enter alone included
    questions: int = 0
    wordless: list[str] = field(default_factory=list)  # cards that did not show what gives the answer
    sealed: bool = False
    unchanged: bool = False


def unknown(place: Place, *, knows: bool) -> bool:
    """Tell whether « je ne sais pas » is the answer."""
    card = place.card
    return not (knows or card.name in NEEDED or card.kind is Kind.CHOOSE or card.name == "restore.waiver")


def chosen(place: Place, offered: list[str | None]) -> int:
    """Return the number of the choice that is taken."""
    asked = TYPED.get(place.card.name) if place.card.kind is Kind.ASK else None
    return offered.index(asked or place.card.default or offered[0]) + 1


def written(place: Place) -> str:
    """Return what is typed in words."""
    card = place.card
    if card.kind is Kind.ASK and dictionary.question(card.name).kind == "time":
        return TYPED.get(card.name, TYPED["t0"])
    return TYPED.get(card.name, "Dr Dupont")

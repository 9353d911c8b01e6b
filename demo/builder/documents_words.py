"""The invented patients of the practice, and the sentences its papers are made of."""

import random
import unicodedata
from dataclasses import dataclass

FIRST = (
    "Adèle", "Bastien", "Cécile", "Désiré", "Élodie", "Fabrice", "Gwenaëlle", "Hervé", "Inès", "Joël",
    "Katia", "Loïc", "Maëlle", "Noël", "Océane", "Pascal", "Quitterie", "Régis", "Solène", "Thibault",
)  # fmt: skip
LAST = (
    "Abricotier", "Boisfleury", "Châtaignon", "Dumoulinet", "Épinoche", "Fougeret-Test", "Grandpré-Test",
    "Hêtrelune", "Islemarne", "Jolivallon", "Kerfictif", "Lavandière-Test", "Merisier-Test", "Noisetiaux",
    "Ormelune", "Pommeraie-Test", "Quatrevents", "Rosefontaine", "Sorbieret", "Tilleulin", "Ursulange",
    "Vergerval", "Wattrelune", "Yèblefond", "Zinnial", "Aubépinet", "Bruyèrette", "Coquelin-Test",
    "Églantier-Test", "Frênaie-Test", "Genévrières", "Houxvallon", "Îlefleur",
)  # fmt: skip
SENTENCES = (
    "Patient reçu ce jour pour un contrôle annuel, sans douleur signalée.",
    "Détartrage complet réalisé, gencive légèrement inflammatoire en secteur 4.",
    "Sensibilité au froid sur la 26, test de vitalité positif.",
    "Carie proximale sur la 15, obturation prévue à la prochaine séance.",
    "La couronne céramique de la 36 est en place, occlusion vérifiée.",
    "Radiographie rétro-alvéolaire : pas de lésion apicale visible.",
    "Panoramique de contrôle demandée avant la pose de l'implant.",
    "Allergie déclarée à la pénicilline, dossier mis à jour.",
    "Prise d'empreinte numérique envoyée au laboratoire de prothèse.",
    "Devis remis et expliqué, délai de réflexion rappelé.",
    "Conseils d'hygiène : brossettes interdentaires et bain de bouche sans alcool.",
    "Extraction de la 48 programmée, consentement signé.",
    "Suture retirée, cicatrisation satisfaisante.",
    "Gouttière nocturne ajustée, à revoir dans six semaines.",
    "Le rendez-vous suivant a été fixé avec le secrétariat.",
    "Tiers payant accordé, carte de mutuelle photocopiée.",
    "Mobilité de degré 1 sur les incisives mandibulaires.",
    "Traitement canalaire de la 24 terminé, reconstitution provisoire.",
    "Courrier adressé au médecin traitant pour avis cardiologique.",
    "Le cabinet sera fermé la dernière semaine du mois d'août.",
    "Commande de gants, de compresses et de carpules passée ce matin.",
    "Stérilisateur contrôlé, cycle de test conforme.",
)
ACTS = ("HBLD038", "HBJD001", "HBQK002", "HBGD035", "HBMD049", "HBFD021", "HBLD090", "LBLD075", "HBQK389")


@dataclass(frozen=True)
class Patient:
    """One invented patient; the numbers stand in ranges kept for fiction or carry a wrong key."""

    number: int
    last: str
    first: str
    born: str  # ISO date
    nir: str
    phone: str
    email: str

    @property
    def folder(self) -> str:
        """Return the name of the patient's folder; every seventh was made on a Mac and is decomposed."""
        name = f"{self.last.upper()} {self.first}"
        return unicodedata.normalize("NFD" if self.number % 7 == 3 else "NFC", name)


# Numbers 06 39 98 xx xx are kept for fiction by the French numbering plan (ARCEP decision 2018-0881).
PLANTED = Patient(
    1, "Ztesterová-Lefèvre", "Géraldine", "1984-05-12", "2 84 05 75 123 456 78", "06 39 98 00 00",
    "geraldine.ztest@example.org",
)  # fmt: skip


def patients() -> tuple[Patient, ...]:
    """Return every patient, the planted one first."""
    return (PLANTED, *(_invented(number, last) for number, last in enumerate(LAST, 2)))


def _invented(number: int, last: str) -> Patient:
    rng = random.Random(f"patient {number}")
    first = FIRST[number % len(FIRST)]
    year, month, day = rng.randrange(1938, 2017), rng.randrange(1, 13), rng.randrange(1, 28)
    # Department 99 with the key 00 is a number that no one can bear.
    nir = f"{1 + number % 2} {year % 100:02d} {month:02d} 99 000 {number:03d} 00"
    email = f"patient{number:03d}@example.org"
    return Patient(
        number, last, first, f"{year}-{month:02d}-{day:02d}", nir, f"06 39 98 {number:02d} {day:02d}", email
    )


def sentences(seed: str, count: int) -> list[str]:
    """Return `count` sentences of a practice's daily life."""
    rng = random.Random(f"words {seed}")
    return [SENTENCES[rng.randrange(len(SENTENCES))] for _ in range(count)]


def letterhead(patient: Patient | None) -> list[str]:
    """Return the first lines of a paper, with the patient's identity when there is one."""
    lines = ["Cabinet dentaire du Test - Dr Claire Martin", "12 rue de l'Exemple, 99999 Villefictive"]
    if patient is None:
        return lines
    return [
        *lines,
        f"Patient : {patient.first} {patient.last}, né(e) le {patient.born}",
        f"NIR : {patient.nir} - Tél. : {patient.phone} - {patient.email}",
    ]

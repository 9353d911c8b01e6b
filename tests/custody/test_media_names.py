import pytest

from toolkit.custody.media_names import neutral


@pytest.mark.parametrize(
    "name",
    ["poste.img", "PC1.E01", "disque_2024.vhdx", "sauvegarde 2.img", "C:", "sdb1", "image.img", "Serveur"],
)
def test_words_of_media_stay(name: str) -> None:
    assert neutral(name, "image") == name


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("Kevrinrc Gwenaelle 284057512345678.img", "image", "image.img"),
        ("Kevrinra Gwenaelle", "folder", "dossier"),
        ("284057512345678.img", "image", "image.img"),
        ("poste dupont.E01", "image", "image.e01"),
        ("poste.dupont", "image", "image"),
        ("", "folder", "dossier"),
        ("12 05 1984 06 39 98.img", "image", "image.img"),
    ],
)
def test_any_other_becomes_its_kind(name: str, kind: str, shown: str) -> None:
    assert neutral(name, kind) == shown

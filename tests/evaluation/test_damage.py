"""The attacks played for the measures change what they say, and the figures are those of a table."""

import random
from pathlib import Path

import pytest

from evaluation import corpus
from evaluation.corpus import Original
from evaluation.damage import figures, lawful, media, naming
from evaluation.damage.accidents import ACCIDENTS, accidents
from evaluation.damage.judged import Judged, attacked
from evaluation.damage.ways import WAYS, Way, apply, every, parts, run, xor
from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine
from toolkit.scan.known import load

PLAIN = b"Compte rendu de consultation du patient. " * 1000


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same attack at every run


def _changed(way: Way) -> list[int]:
    done = apply(way, PLAIN, _chance(1))
    assert done is not None
    return [at for at in range(len(PLAIN)) if done[at] != PLAIN[at]]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)
def test_every_way_changes_the_bytes_it_names_and_no_other(way: Way) -> None:
    done = apply(way, PLAIN, _chance(1))
    assert done is not None
    if way.armour:
        assert len(done) > len(PLAIN)
        assert done.isascii()
        return
    assert len(done) == len(way.head) + len(PLAIN) + len(way.footer(_chance(1)))
    body = done[len(way.head) : len(way.head) + len(PLAIN)]
    named = way.where(len(PLAIN), _chance(1))
    spared = [at for at in range(len(PLAIN)) if not named[at]]
    assert body != PLAIN
    assert all(body[at] == PLAIN[at] for at in spared)


def test_ranges_are_exact() -> None:
    sixteen = _changed(Way("16 of 32", every(16, 32), cipher=xor))
    assert all(at % 32 < 16 for at in sixteen)
    assert max(sixteen) > len(PLAIN) - 64
    tail = _changed(Way("tail", run(-4096), cipher=xor))
    assert len(PLAIN) - 4096 <= min(tail)
    assert max(tail) > len(PLAIN) - 40
    spread = _changed(Way("half", parts(4, 0.5), cipher=xor))
    assert min(spread) < 40
    assert 0.4 < len(spread) / len(PLAIN) <= 0.5


def test_what_is_too_small_to_change_is_left_out() -> None:
    assert apply(Way("behind", run(4096)), b"court", _chance(1)) is None


def test_names_of_one_attack_share_their_ending() -> None:
    chance = _chance(3)
    ending = naming.extension("random extension", chance)
    names = [naming.renamed(name, "random extension", ending, chance) for name in ("a.pdf", "b.docx")]
    assert names == [f"a.pdf{ending}", f"b.docx{ending}"]
    kept = naming.renamed("c.jpg", "random name, same extension", "", chance)
    assert kept.endswith(".jpg")
    assert kept != "c.jpg"
    assert {naming.draw(chance) for _ in range(300)} == {name for name, _ in naming.NAMINGS}


def test_interval_is_that_of_wilson() -> None:
    low, high = figures.interval(5, 100)
    assert (round(low, 4), round(high, 4)) == (0.0215, 0.1118)
    assert figures.interval(0, 600)[0] == pytest.approx(0)
    assert figures.interval(600, 600)[1] == pytest.approx(1)


def test_a_letter_encrypted_whole_is_judged_and_told(tmp_path: Path) -> None:
    path = tmp_path / "lettre.txt"
    path.write_bytes(PLAIN)
    judged = attacked(Original("nom", path), PLAIN, WAYS[0], _chance(2))
    assert judged is not None
    assert judged.encrypted
    assert judged.of_practice
    assert judged.published
    benign = Judged("txt", "nom", len(PLAIN), "intact", ())
    text = "\n".join(figures.told([benign], [judged]))
    assert "1/1" in text
    assert "0/1" in text


def test_every_accident_is_played(tmp_path: Path) -> None:
    path = tmp_path / "lettre.txt"
    path.write_bytes(PLAIN)
    found = list(accidents([Original("nom", path)], 1, 1))
    assert [one.title for one in found] == [title for title, _ in ACCIDENTS]
    assert not any(one.encrypted for one in found)


def test_containers_of_people_are_never_called_encrypted() -> None:
    made = [*lawful.headless(3, _chance(1)), *lawful._stores(2)]
    assert {title for title, _, _ in made} >= {"VeraCrypt", "Duplicati", "borg", "random", "PKCS 12"}
    called = {name: examine(name, Content.of(data)).verdict for _, name, data in made}
    assert DamageVerdict.ENCRYPTED not in called.values()


def test_a_medium_is_told_from_its_lines(tmp_path: Path) -> None:
    originals = []
    for number in range(400):
        path = tmp_path / f"lettre {number}.txt"
        path.write_bytes(PLAIN[: 5000 + 31 * number])
        originals.append(Original("nom", path))
    medium = media.attacked(originals, load(corpus.HERE.parent / "signatures").notes, _chance(5))
    assert medium.attacked
    assert medium.encrypted >= 20
    assert media._medium([], set(), "").state == "nothing"

"""The verdict on a medium rests on the set: an attack leaves more than one trace, a false alarm does not."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.scan.survey.test_context import ATTACK, HOUR, KINDS, NOTE, healthy, line, struck, surveyed

Line = dict[str, Any]


def large(seed: int, files: int = 4000) -> Iterator[Line]:
    """Yield a practice's disk with its share of false alarms, containers, backups and broken files."""
    rng = random.Random(seed)  # noqa: S311 - a test that repeats itself
    for n in range(files):
        verdict = rng.choices(
            ["intact", "unknown", "protected", "damaged", "random", "encrypted"],
            [860, 120, 10, 6, 3, 1],
        )[0]
        when = rng.randrange(20_000) * HOUR
        yield line(f"d{n // 25}/f{n}.{rng.choice(KINDS)}", verdict, "not_recognised", when)
    for n in range(300):
        yield line(f"restic/data/{n % 8:02x}/{rng.randbytes(32).hex()}", "random", when=ATTACK + n)
    yield line("perso/coffre.hc", "random", "headless_random", ATTACK)


@pytest.mark.parametrize("seed", range(20))
def test_a_clean_medium_is_not_attacked(seed: int) -> None:
    assert surveyed(*large(seed)).state != "attacked"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("way", ["ending", "own_names", "copied", "renamed"])
def test_twenty_encrypted_files_on_a_large_medium_are_an_attack(seed: int, way: str) -> None:
    rng = random.Random(seed)  # noqa: S311 - a test that repeats itself
    files = list(large(seed))
    for n in range(40):
        folder, when = f"d{rng.randrange(10)}", ATTACK + n * 1_000_000_000
        name, verdict = f"e{n}.{rng.choice(KINDS)}", "encrypted"
        if way in {"ending", "copied"}:
            name += ".q7Zk2mP"
        if way == "renamed":
            name, verdict = f"{rng.randbytes(5).hex()}z.q7zk2mp", "random"
        files.append(line(f"{folder}/{name}", verdict, when=0 if way == "copied" else when))
    found = surveyed(*files).facts()
    assert found["state"] == "attacked", found["state_reasons"]
    assert found["state_reasons"]


def burst(folders: int, files: int = 9) -> Iterator[Line]:
    for n in range(files):
        yield line(f"d{n % folders}/b{n}.nc", "encrypted", "random_blocks", ATTACK + n)


def test_a_burst_in_one_folder_proves_nothing() -> None:
    facts = surveyed(*healthy(7000, "d0"), *burst(1)).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["few_encrypted"])


def test_what_is_unpacked_has_one_date_in_all_its_folders() -> None:
    unpacked = [line(f"d{n % 4}/page{n}.png", when=ATTACK - n) for n in range(8)]
    facts = surveyed(*healthy(7000), *unpacked, *burst(4)).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["few_encrypted"])


def test_a_burst_through_folders_in_use_is_an_attack() -> None:
    old = [line(f"d{n % 4}/page{n}.png", when=n * HOUR) for n in range(40)]
    facts = surveyed(*healthy(7000), *old, *burst(4)).facts()
    assert (facts["state"], facts["state_reasons"]) == ("attacked", ["burst"])


def test_a_failing_disk_is_doubtful_and_says_so() -> None:
    files = [*healthy(300), *(line(f"b/{n}.jpg", "damaged", "zeroed") for n in range(60))]
    files += [line(f"b/x{n}.jpg", "encrypted") for n in range(8)]
    facts = surveyed(*files).facts()
    assert (facts["state"], facts["state_reasons"]) == (
        "doubtful",
        ["encrypted_among_damaged", "many_damaged"],
    )


def test_one_encrypted_file_among_thousands_is_a_doubt() -> None:
    facts = surveyed(*healthy(3000), *struck(1, "")).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["few_encrypted"])


def test_texts_about_ransoms_that_share_nothing_are_a_doubt() -> None:
    texts = [line(f"library/t{n}.txt", note=NOTE, sha256=f"{n:064x}") for n in range(30)]
    facts = surveyed(*healthy(300), *texts).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["note_alone"])
    same = [line(f"f{n}/READ.txt", note=NOTE, sha256=f"{n:064x}") for n in range(2)]
    assert surveyed(*same).facts()["state_reasons"] == ["note_dropped"]


def test_a_false_alarm_far_from_a_text_proves_nothing() -> None:
    far = [*healthy(3000), line("a/t.txt", note=NOTE), line("b/x.jpg", "encrypted")]
    assert surveyed(*far).state == "doubtful"
    assert surveyed(*far, line("a/y.jpg", "encrypted")).state == "attacked"

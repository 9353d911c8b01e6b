"""Names of a tape that a later link stands for."""

from toolkit.backup.archives.names_met import NamesMet


def test_the_last_of_very_many_names_is_found() -> None:
    names = NamesMet()
    for number in range(150_000):
        names.note(b"%d" % (number % 140_000), number)
    assert names.find(b"5") == 140_005
    assert names.find(b"139999") == 139_999
    assert names.find(b"140000") is None

"""Of a command the program, its options and the words of an attack leave; names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.command_lines import arguments, count, program, split

KNOWN = Pseudonyms(b"k" * 32, ("C:\\Patients",))


def shown(command: str) -> str:
    name, rest = split(command)
    return f"{program(name, KNOWN, clear=True)} {arguments(rest, KNOWN)}".strip()


@pytest.mark.parametrize(
    "command",
    [
        "vssadmin.exe delete shadows /all /quiet", "vssadmin Delete Shadows /For=C: /All",
        "wbadmin delete catalog -quiet", "bcdedit /set {default} recoveryenabled No", "wevtutil cl System",
        "bcdedit.exe /set {current} bootstatuspolicy ignoreallfailures",
        "wmic shadowcopy delete /nointeractive", r"C:\Windows\System32\wevtutil.exe cl Security",
        "netsh advfirewall set allprofiles state off", "reagentc /disable",
        "sc config WinDefend start= disabled", 'wevtutil cl "Windows PowerShell"',
        "cmd /c vssadmin delete shadows",
        "powershell Set-MpPreference -DisableRealtimeMonitoring $true",
        'cmd.exe /c "vssadmin delete shadows /all & bcdedit /set {default} recoveryenabled no"',
    ],
)  # fmt: skip
def test_the_commands_of_an_attack_are_read_whole(command: str) -> None:
    assert shown(command) == command


@pytest.mark.parametrize(
    "words",
    [
        "Dupont", '"Dupont Jean 1950"', "/o:Dupont", "Patients/Dupont/x", r"C:\Patients\Marie Dupont",
        "Dupont.docx.lockbit", "Dupont.encrypted", r'"C:\Patients\Marie Dupont\a.doc"',
        r"C:\Windows\a.dll,Dupont", r"--file=C:\Patients\Dupont.docx",
        r'--file="C:\Patients\Marie Dupont.doc"', r"C:\Patients\a;D:\Patients\Dupont",
        r'"C:\Windows\System32\x.exe C:\Patients\Dupont"', r'"C:\Windows\System32\x.exe Dupont Jean"',
        'Dupont a.b "x', r"a|Dupont", "(Dupont)", "'Dupont'", "-k=Dupont", "//nas/cab/Dupont", "Dupont*",
        "%USERPROFILE%\\Dupont", r'"-d C:\Patients\Dupont"', "$x='Dupont'", r"\\?\C:\Patients\Dupont\a",
        "file:///C:/Patients/Dupont.pdf",
    ],
)  # fmt: skip
def test_no_argument_lets_a_name_through(words: str) -> None:
    found = shown(rf"C:\Users\r\Downloads\locker.exe -e {words} --fast")
    assert "dupont" not in found.casefold()
    assert found.startswith(r"C:\Users\r\Downloads\locker.exe -e ")
    assert found.endswith(" --fast") or '"' in words


@pytest.mark.parametrize(
    ("command", "name", "arguments_"),
    [
        (r"C:\Patients\Marie Dupont\v.exe -d x", r"C:\Patients\Marie Dupont\v.exe", 2),
        (r'"C:\Program Files\A\a.exe" --open "a b"', r"C:\Program Files\A\a.exe", 2),
        (r"C:\Program Files\A\a.exe C:\x\b.exe", r"C:\Program Files\A\a.exe", 1),
        (r"C:\Tools\run C:\Patients\b.exe", r"C:\Tools\run", 1),
        (r'"C:\Windows\cmd.exe /c dir"', r"C:\Windows\cmd.exe", 2),
        (r"%SystemRoot%\system32\svchost.exe -k netsvcs", r"%SystemRoot%\system32\svchost.exe", 2),
        ("notepad a.exe", "notepad", 1),
        ("", "", 0),
        ('"', "", 0),
    ],
)
def test_a_command_is_cut_where_its_program_ends(command: str, name: str, arguments_: int) -> None:
    found, rest = split(command)
    assert (found, count(rest)) == (name, arguments_)


def test_a_program_that_is_a_sentence_is_none() -> None:
    assert "Dupont" not in shown('"Rappel Dupont Jean"')


@given(st.text(alphabet=' "\\/C:%;,=-.e*\0', max_size=200), st.sampled_from([" ", '"', ";", "\\", "=", "\t"]))
def test_a_name_between_any_signs_is_replaced(signs: str, sign: str) -> None:
    assert "dupontel" not in arguments(f"{signs}{sign}dupontel{sign}{signs}", KNOWN).casefold()


@pytest.mark.parametrize("part", ["a ", "-a:", "/a=/", '"', "\\\\", "a/", ".exe", "-", "C:\\", "(", ";"])
def test_a_long_command_is_cut_and_answered(part: str) -> None:
    command = f"C:\\dupontel{part * 100_000}"
    name, rest = split(command)
    for text in (rest, command, part * 100_000):
        assert len(arguments(text, KNOWN)) < 100_000
        assert "dupontel" not in arguments(text, KNOWN)
    assert "dupontel" not in program(name, KNOWN, clear=False)

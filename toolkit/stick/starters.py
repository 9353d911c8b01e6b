"""The two files a technician opens on the stick; they start our program and write nothing."""

# ASCII, so that no code page matters. The folder of the file itself is the only place named: letter, spaces
# and accents of the stick come from %~dp0. Our folder is searched before Windows' own, and nothing else is:
# not the current folder (NeedCurrentDirectoryForExePath, Microsoft), not the PATH of a suspect machine, and
# no .com before our .exe. The inner cmd runs without the AutoRun commands of the registry (/d).
WINDOWS = r"""@echo off
setlocal EnableExtensions DisableDelayedExpansion
set "TROUSSE=%~dp0programs\windows\trousse.exe"
set "PATH=%~dp0programs\windows;%SystemRoot%\System32"
set "PATHEXT=.EXE;.COM;.CMD;.BAT"
set "NoDefaultCurrentDirectoryInExePath=1"
cd /d "%~dp0"
title Trousse
if not exist "%TROUSSE%" goto gone
"%TROUSSE%" --version >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto gone
"%TROUSSE%" stick check
goto type
:gone
echo.
echo Trousse n'a pas pu demarrer : un antivirus a peut-etre retire ou bloque un fichier.
echo Rien n'a ete examine. Ne desactivez pas la protection : notez l'alerte, prenez une autre cle.
echo.
echo Trousse could not start: an antivirus may have removed or blocked one of its files.
echo Nothing was examined. Do not turn protection off: note the alert, take another stick.
:type
echo.
"%SystemRoot%\System32\cmd.exe" /d /k prompt trousse$G$S
"""

# POSIX sh and nothing but its built-ins: no program of the machine is searched for. FAT keeps no executable
# bit, and desktops mount it so that only .exe files have one: there the program is started through the
# system's loader (ld.so(8)). A loader of ours that lacks a file fails in words of its own, with any status:
# the version is asked for first, in silence. Where the medium is mounted noexec neither way works, by design
# of that option.
LINUX = r"""#!/bin/sh
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(CDPATH= cd -- "${here:-/}" && pwd -P) || exit 6
program=$here/programs/linux/trousse
loader=/lib64/ld-linux-x86-64.so.2
[ $# -gt 0 ] || set -- stick check
trousse() {
    if [ -x "$program" ]; then
        "$program" "$@"
    elif [ -f "$program" ] && [ -x "$loader" ]; then
        "$loader" "$program" "$@"
    else
        return 127
    fi
}
if trousse --version >/dev/null 2>&1; then
    trousse "$@"
    exit $?
fi
{
    echo
    echo "Trousse n'a pas pu démarrer. Rien n'a été examiné."
    echo "La clé est peut-être montée « noexec », ou un antivirus a retiré un fichier."
    echo "Trousse could not start. Nothing was examined."
    echo "The stick may be mounted noexec, or an antivirus removed a file. Try:"
    echo
    echo "    sudo mount -o remount,exec MOUNT_POINT"
    echo "    sudo sh '$here/trousse-linux.sh'"
    echo
    echo "MOUNT_POINT: $here"
} >&2
exit 127
"""


def contents() -> dict[str, bytes]:
    """Return the start file of each system, in the line endings of that system."""
    return {
        "windows": WINDOWS.replace("\n", "\r\n").encode("ascii"),
        "linux": LINUX.encode("utf-8"),
    }

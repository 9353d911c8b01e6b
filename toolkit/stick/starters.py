"""The two files a technician opens on the stick: each leads to the walkthrough, and writes nothing."""

# ASCII, so that no code page matters. The folder of the file itself is the only place named: letter, spaces
# and accents of the stick come from %~dp0. Our folder is searched before Windows' own, and nothing else is:
# not the current folder (NeedCurrentDirectoryForExePath, Microsoft), not the PATH of a suspect machine, and
# no .com before our .exe. The inner cmd runs without the AutoRun commands of the registry (/d).
# French first: F8 changes it. The fingerprint is to be compared with paper before the screen is covered.
# fltmc answers to an administrator alone. No code page is set: our program writes a console's own UTF-16.
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
"%TROUSSE%" --lang fr stick check
"%SystemRoot%\System32\fltmc.exe" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto lead
echo.
echo ATTENTION : sans droits d'administrateur, une partie de ce poste ne pourra pas etre lue.
echo Fermez cette fenetre, puis clic droit sur ce fichier : Executer en tant qu'administrateur.
echo WARNING: not run as administrator: a part of this computer cannot be read.
:lead
echo.
echo Comparez l'empreinte avec l'etiquette, puis appuyez sur une touche : le parcours guide s'ouvre.
echo Compare the fingerprint with the label, then press a key: the walkthrough opens. F8: English.
pause >nul
"%TROUSSE%" --lang fr walk
echo.
echo Rouvrir le parcours / open it again : trousse
echo Toutes les commandes / all commands : trousse --help
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
trousse() {
    if [ -x "$program" ]; then
        "$program" "$@"
    elif [ -f "$program" ] && [ -x "$loader" ]; then
        "$loader" "$program" "$@"
    else
        return 127
    fi
}
root() {
    while read -r name _ number _; do
        [ "$name" != Uid: ] || [ "$number" = 0 ] || return 1
    done </proc/self/status
}
lead() {
    trousse --lang fr stick check
    status=$?
    [ -t 0 ] && [ -t 1 ] || return $status
    if ! root; then
        echo
        echo "ATTENTION : sans sudo, les disques ne pourront pas être lus. Arrêtez (Ctrl-C), puis :"
        echo "WARNING: without sudo disks cannot be read. Stop (Ctrl-C), then:"
        echo "    sudo sh '$here/trousse-linux.sh'"
    fi
    echo
    echo "Comparez l'empreinte avec l'étiquette, puis appuyez sur Entrée : le parcours guidé s'ouvre."
    echo "Compare the fingerprint with the label, then press Enter: the walkthrough opens. F8: English."
    read -r _ || return $status
    trousse --lang fr walk
}
if trousse --version >/dev/null 2>&1; then
    if [ $# -gt 0 ]; then trousse "$@"; else lead; fi
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

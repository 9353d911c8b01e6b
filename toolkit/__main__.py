"""python -m toolkit, and the trousse program."""

import os
import signal
import sys

# OpenSSL's settings, by these variables or by its default place on the machine examined, may load any library
# into the process that asks for a hash: neither is read. Nothing before this line has loaded it.
os.environ["OPENSSL_CONF"] = os.devnull
# Those of textual write files and load modules of anybody's choice.
_TEXTUAL = [name for name in os.environ if name.startswith("TEXTUAL")]
for _name in ("OPENSSL_MODULES", "OPENSSL_ENGINES", *_TEXTUAL):
    os.environ.pop(_name, None)

_LAST_WORDS = """\
Il manque un fichier de l'outil, ou il est bloqué, sans doute par un antivirus : {file}
Rien n'a été examiné. Notez l'alerte de l'antivirus et prenez une autre clé.
A file of the tool is missing or blocked, probably by an antivirus: {file}
Nothing was examined. Note the antivirus alert and take another stick.
"""


def main() -> None:
    """Run the command line and leave with its exit status."""
    if sys.argv[1:2] == ["--multiprocessing-fork"]:
        # The frozen program started by itself as a worker of a scan: this runs it and does not return.
        # Ctrl-C reaches every process of the window, and only the one that was asked answers it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from multiprocessing import freeze_support  # noqa: PLC0415 - start-up time

        try:
            freeze_support()
        except Exception:  # noqa: BLE001 - the program that started it is gone: nobody is there to be told
            os._exit(1)
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = _interrupted()  # before the command line was there to answer
    except BrokenPipeError:
        status = 0  # whoever read has had enough
    except OSError:
        status = 6  # errors.OutputRefusal.status: the answer could not be written
    # What could not be written would be tried once more, in vain, while the interpreter closes.
    _leave(status)


def _interrupted() -> int:
    if sys.stderr is not None:
        sys.stderr.write("Arrêté à votre demande. / Stopped as you asked.\n")
    return 130  # errors.INTERRUPTED


def _leave(status: int) -> None:
    # All is said: to stop now would only replace the answer's status.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        os._exit(status)
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    # Answered before anything heavy is imported: a stick is asked for its version often.
    if arguments == ["--version"] and sys.stdout is not None:
        from toolkit import VERSION  # noqa: PLC0415 - start-up time

        sys.stdout.write(f"trousse {VERSION}\n")
        return 0
    try:
        if sys.platform == "win32":
            import ctypes  # noqa: PLC0415 - start-up time

            # An empty card reader must not stop us with a box to click away (SEM_*, errhandlingapi.h).
            ctypes.windll.kernel32.SetErrorMode(0x8003)
        from toolkit.cli import run  # noqa: PLC0415 - start-up time

        return run(arguments)
    except (ImportError, OSError) as error:
        return _last_words(error)


def _last_words(error: ImportError | OSError) -> int:
    """Say in both languages what no text file is left to say, when a file of our own is gone."""
    from toolkit import own_files  # noqa: PLC0415 - start-up time

    lost = own_files.taken(error)
    if not lost:
        raise error
    if sys.stderr is not None:
        sys.stderr.write(_LAST_WORDS.format(file=lost[0]))
    return 5  # errors.SignatureRefusal.status


if __name__ == "__main__":
    main()

"""Try the image of the stick that boots in machines of qemu: `python -m evaluation.boot` (`make stick-test`).

Needs qemu-system-x86_64, OVMF, exfat-fuse and root; no acceleration of the processor. Pictures of the screens
and `summary.md`, one line for each proof, are left in build/stick-test. Ends with status 1 where one does not
hold.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluation.boot import bios, fonts, interrupted, refused, secure
from evaluation.boot.line import Unseen
from evaluation.boot.monitor import Refused
from evaluation.boot.proofs import Proofs
from evaluation.boot.trial import Trial
from toolkit import VERSION

_HERE = Path(__file__).parents[2]
SCENARIOS: dict[str, tuple[str, Callable[[Trial], None]]] = {
    "cut": (interrupted.CUT, interrupted.cut),
    "pulled": (interrupted.PULLED, interrupted.pulled),
    "secure": (secure.NAME, secure.run),
    "bios": (bios.NAME, bios.run),
    "refused": (refused.NAME, refused.run),
}
_TOGETHER = 2  # machines at a time: each keeps about one core busy, and has 3 GiB of memory


def main() -> int:
    """Run the scenarios asked for, all of them otherwise; return 0 where every proof holds."""
    chosen = _chosen()
    if not chosen.image.is_file():
        print(f"no image: {chosen.image} (make stick-image)")
        return 2
    out, proofs = chosen.out, Proofs()
    out.mkdir(parents=True, exist_ok=True)
    letters = fonts.of_the_console(_HERE / "build" / "stick" / "debs")

    def tried(name: str) -> None:
        title, run = SCENARIOS[name]
        _run(Trial(title, out / name, chosen.image, proofs, letters), run)
        proofs.write(out, f"{chosen.image.name}, {chosen.image.stat().st_size} bytes.")

    with ThreadPoolExecutor(_TOGETHER) as pool:
        list(pool.map(tried, chosen.scenarios or SCENARIOS))
    print(f"Pictures and summary: {out}")
    return 0 if proofs.all_hold else 1


def _run(trial: Trial, run: Callable[[Trial], None]) -> None:
    """Run one scenario in a folder of its own; what stops it is a proof that does not hold."""
    shutil.rmtree(trial.place, ignore_errors=True)
    trial.place.mkdir()
    try:
        run(trial)
    except (Unseen, Refused, OSError, RuntimeError) as error:
        trial.note("the scenario goes to its end", holds=False, seen=f"{type(error).__name__}: {error}")
    finally:
        _tidied(trial)


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.boot", description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[*SCENARIOS, []], help="all of them otherwise")
    parser.add_argument("--image", type=Path, default=_HERE / "dist" / f"trousse-{VERSION}-stick.img")
    parser.add_argument("--out", type=Path, default=_HERE / "build" / "stick-test")
    return parser.parse_args()


def _tidied(trial: Trial) -> None:
    """Leave pictures, logs and cases, and no disk."""
    for file in [
        *trial.place.rglob("*.img"),
        *trial.place.rglob("*.ppm"),
        *trial.place.rglob("variables.fd"),
    ]:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())

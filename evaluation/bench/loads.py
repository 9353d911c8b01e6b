"""What a scan asks of the machine: the load of a gentle one, the memory of a long one."""

from pathlib import Path

from evaluation.bench import timing
from evaluation.bench.rivals import beside, ours
from evaluation.bench.rule_texts import Rules


def gentle(place: Path) -> None:
    """Print how much of a core each way to scan takes, its workers included."""
    ways: dict[str, tuple[str, ...]] = {
        "as fast as it goes": (),
        "one process": ("--workers", "0"),
        "--gentle": ("--gentle",),
    }
    loads = {}
    for name, options in ways.items():
        took = timing.run(timing.Asked(ours("scan", str(place), "--jsonl", "-", *options)))
        loads[name] = took.cpu / took.wall
        print(f"  {name:20} {took.wall:7.2f} s, {took.cpu:6.2f} s of CPU: {loads[name]:5.0%} of one core")
    gentle_load = loads["--gentle"]
    print(f"  --gentle: {gentle_load / loads['as fast as it goes']:.2f} × the load")
    print(f"  --gentle: {gentle_load / loads['one process']:.2f} × the load of one process")


def memory(entries: tuple[int, ...], rules: Rules) -> None:
    """Print the peak memory of whole scans of ever more files, each one NTFS image."""
    from evaluation.volumes import image  # noqa: PLC0415 - loads the timeline, which nothing else here needs

    peaks = []
    for count in entries:
        path = str(image(count))
        for name, options in (("scan", beside(rules)), ("scan --hash-only", ("--hash-only",))):
            took = timing.run(timing.Asked(ours("scan", path, "--jsonl", "-", *options)))
            each = took.cpu / count * 1e6
            told = f"{took.wall:7.1f} s, {each:5.0f} µs of CPU a file, largest process {took.peak:4.0f} MiB"
            print(f"  {count:9,d} files  {name:17} {told}", flush=True)
            if name == "scan":
                peaks.append(took.peak)
    print(f"  memory of the longest scan: {peaks[-1] / peaks[0]:.2f} × that of the shortest")

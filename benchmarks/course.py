"""What a student of a course costs: drawn, solved, verified, read back, set, opened, stamped, and put into the PDF of a room.

Processor time of all processes, TeX's included, and the memory of all of them at their peak. Beside it a loop of latexmk over the
sources of the same sheets and keys, which does nothing but set them.

.venv/bin/python benchmarks/course.py 50 200 800 2000     # so many students, each with a sheet of their own
.venv/bin/python benchmarks/course.py --variants 4 200    # four variants for all
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parent.parent
EXAM = ROOT / "problems" / "exams" / "default.yaml"
SAMPLE = 6  # sheets and keys that latexmk sets


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("students", type=int, nargs="*", default=[50, 200])
    asked.add_argument("--variants", type=int)
    asked.add_argument("--jobs", type=int)
    said = asked.parse_args()
    print("students   s a student (processor)   s in all (clock)   peak MB   latexmk alone   ratio")
    for number in said.students:
        with tempfile.TemporaryDirectory() as folder:
            _measure(number, said.variants, said.jobs, Path(folder))


def _measure(number: int, variants: int | None, jobs: int | None, folder: Path) -> None:
    roster, out = folder / "roster.csv", folder / "batch"
    lines = [f"0{3_600_000 + n};Müller-Lüdenscheidt {n};Anna;HS {1 + n // 400};R{1 + n % 400 // 20} P{1 + n % 20}" for n in range(number)]
    roster.write_text("Matrikelnummer;Nachname;Vorname;Raum;Platz\n" + "\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "gen", "batch", str(EXAM), "--roster", str(roster), "--out", str(out)]
    command += ["--variants", str(variants)] if variants else []
    command += ["--jobs", str(jobs)] if jobs else []
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), os.times().elapsed
    peak = _run(command)
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), os.times().elapsed - began
    each = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / number
    alone = _latexmk(out / "staff", folder / "tex")
    print(f"{number:8}   {each:23.3f}   {took:16.0f}   {peak:7.0f}   {alone:13.2f}   1/{alone / each:.1f}", flush=True)


def _run(command: list[str]) -> float:
    """The largest sum of memory of a command and all that it starts, in MB.

    A process that is being started has that of the one which starts it for an instant, so the less of two measurements counts.
    """
    ended, peaks = Event(), [0.0]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - gen itself

    def watch() -> None:
        while not ended.wait(0.2):
            first = _memory(process.pid)
            ended.wait(0.05)
            peaks.append(min(first, _memory(process.pid)))

    watching = Thread(target=watch)
    watching.start()
    code = process.wait()
    ended.set()
    watching.join()
    if code:
        raise SystemExit(f"gen batch ended with {code}")
    return max(peaks) / 1e6


def _memory(pid: int) -> float:
    """Bytes of a process and all below it; what they share counts once (PSS)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    own = sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own + sum(_memory(int(child)) for child in children)


def _latexmk(staff: Path, work: Path) -> float:
    """Seconds of processor time that latexmk takes for a sheet and its key."""
    work.mkdir()
    sources = [file for folder in ("sheets", "keys") for file in sorted((staff / folder).glob("*.tex"))[:SAMPLE]]
    for file in [*sources, *(staff / "keys").glob("*.sty")]:
        shutil.copy(file, work / (file.name if file.suffix == ".sty" else f"{file.parent.name}-{file.name}"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for file in sorted(work.glob("*.tex")):
        command = ["latexmk", "-pdf", "-quiet", "-interaction=nonstopmode", file.name]
        subprocess.run(command, cwd=work, check=True, capture_output=True)  # noqa: S603 - TeX, as this machine has it
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / min(SAMPLE, len(sources) // 2)


if __name__ == "__main__":
    main()

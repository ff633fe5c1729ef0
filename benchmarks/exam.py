"""What the commands and the stages of the shipped exam cost, as ratios to one bare run of TeX over the same source, within this run.

Counted is time of the processor, of this process and of what it starts: machines differ, ratios hardly. make bench
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.page.exam import exam_view, with_layout
from gen.solver.solve import solve_problem
from gen.typeset.building import lay_out
from gen.typeset.pdf import typeset
from gen.typeset.templates import render

EXAM = Path(__file__).resolve().parent.parent / "problems" / "exams" / "default.yaml"
FORMS = ("exam", "solutions")
ROUNDS = 3
FORMATS = 2**20  # bytes: what is larger in the cache is a format
GEN = (sys.executable, "-m", "gen")
CHECK_ALONE = "import gen.check, gen.cli.common, gen.format, gen.interface, gen.variants"
START = f"""{CHECK_ALONE}
import gen.typeset
from gen.system.distribution import templates
from gen.typeset.templates import _environment
environment = _environment(templates(), "en")
for name in environment.list_templates(filter_func=lambda name: name.endswith(".tex.j2")):
    environment.get_template(name)
"""
"""What every build does before it looks at an exam: import, and compile the templates."""


Work = Callable[[], object]


def cost(work: Work) -> float:
    """Seconds of the processor."""
    start = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - start


def best(works: Mapping[str, tuple[Work, Work]]) -> dict[str, float]:
    """The least of a few rounds for each work, seconds of the processor, with what is to be done before it: others only make it slower.

    All works take turns, so that it is the same machine for each.
    """
    costs: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (work, before) in works.items():
            before()
            costs[name].append(cost(work))
    return {name: min(found) for name, found in costs.items()}


def nothing() -> None:
    pass


def run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603


def verification() -> float:
    """What verification costs in a process of its own."""
    script = Path(__file__).with_name("verification.py")
    return float(subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout)  # noqa: S603


def forget(cache: Path) -> None:
    """All heights that are kept; formats stay."""
    for file in (cache / "worked-exam").iterdir():
        if file.stat().st_size < FORMATS:
            file.unlink()


def commands(form: str, folder: Path, cache: Path) -> dict[str, float]:
    """The commands for a form, and programs of TeX's with the source that staff gets, each time as if it were the first."""
    gen = [*GEN, form, str(EXAM), "--out", "out"]
    run(gen, folder)
    bare = Path(shutil.copytree(folder / "out" / "staff", folder / form))
    own = {file.name for file in bare.iterdir()}

    def clean() -> None:
        for file in bare.iterdir():
            if file.name not in own:
                file.unlink()

    return best(
        {
            "pdflatex": (lambda: run(["pdflatex", "-interaction=batchmode", f"{form}.tex"], bare), clean),
            "latexmk": (lambda: run(["latexmk", "-pdf", "-quiet", f"{form}.tex"], bare), clean),
            "gen check": (lambda: run([*GEN, "check", str(EXAM)], folder), nothing),
            "imports of gen check": (lambda: run([sys.executable, "-c", CHECK_ALONE], folder), nothing),
            "imports and templates of a build": (lambda: run([sys.executable, "-c", START], folder), nothing),
            f"gen {form}": (lambda: run(gen, folder), nothing),
            f"gen {form}, heights not known": (lambda: run(gen, folder), lambda: forget(cache)),
        }
    )


def stages(cache: Path) -> dict[str, float]:
    """What a key goes through, each stage by itself."""
    exam, _ = load_exam(EXAM)
    checked = check_exam(exam)
    layout = lay_out(checked).layout
    source = render(with_layout(checked.key, layout), "solutions")
    costs = best(
        {
            "load": (lambda: load_exam(EXAM), nothing),
            "solve and verify": (lambda: [solve_problem(problem) for problem in exam.problems], nothing),
            "key to .tex": (lambda: render(exam_view(exam, checked.solved, layout), "solutions"), nothing),
            "layout": (lambda: lay_out(checked), lambda: forget(cache)),
            "key to PDF (latexmk)": (lambda: typeset(source, "solutions"), nothing),
        }
    )
    return {"verify, first time": min(verification() for _ in range(ROUNDS)), **costs}


def main() -> None:
    with TemporaryDirectory() as name:
        folder, cache = Path(name), Path(name) / "cache"
        os.environ["XDG_CACHE_HOME"] = str(cache)
        for form in FORMS:
            took = commands(form, folder, cache)
            bare = took["pdflatex"]
            print(f"{form}.tex: one bare run of pdflatex takes {bare:.2f} s = 1")
            start = took["imports and templates of a build"] - took["imports of gen check"]
            for what, seconds in took.items():
                more = (seconds - took["gen check"]) / bare
                beyond = f"{more:5.2f} beyond gen check, {more - start / bare:5.2f} and start-up" if what.startswith(f"gen {form}") else ""
                print(f"{what:<34} {seconds / bare:5.2f} {beyond}".rstrip())
        print("stages of a key")
        for stage, seconds in stages(cache).items():
            print(f"{stage:<34} {seconds / bare:5.2f}")


if __name__ == "__main__":
    main()

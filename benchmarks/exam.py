"""What the stages of the shipped exam cost beside one run of TeX, as ratios within this run: machines differ, ratios hardly.

make bench
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.page.exam import exam_view, with_layout
from gen.solver.solve import solve_problem
from gen.typeset.building import lay_out
from gen.typeset.pdf import measure, typeset
from gen.typeset.templates import render

EXAM = Path(__file__).resolve().parent.parent / "problems" / "exams" / "default.yaml"
ROUNDS = 5


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds: what others do on the machine only makes it longer."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def verification() -> float:
    """What verification costs in a process of its own."""
    script = Path(__file__).with_name("verification.py")
    return float(subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout)  # noqa: S603


def to_pdf(source: Tex) -> None:
    typeset(source, "solutions")


def main() -> None:
    exam, _ = load_exam(EXAM)
    checked = check_exam(exam)
    layout = lay_out(checked).layout
    source = render(with_layout(checked.key, layout), "solutions")
    tex = best(lambda: measure(source, "solutions"))
    stages = {
        "load": best(lambda: load_exam(EXAM)),
        "solve and verify": best(lambda: [solve_problem(problem) for problem in exam.problems]),
        "verify, first time": min(verification() for _ in range(ROUNDS)),
        "key to .tex": best(lambda: render(exam_view(exam, checked.solved, layout), "solutions")),
        "layout": best(lambda: lay_out(checked)),
        "key to PDF (latexmk)": best(lambda: to_pdf(source)),
    }
    print(f"one run of pdflatex over the key: {tex:.2f} s = 1")
    for stage, seconds in stages.items():
        print(f"{stage:<22} {seconds / tex:5.2f}")


if __name__ == "__main__":
    main()

"""What `gen check` says of a file is what the builds say of it, over files as authors leave them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from gen.cli.commands import main
from gen.format.problem_file import load_problem
from tests.support.edited_problems import edited

FUZZ = settings.get_current_profile_name() == "fuzz"
FILES = 2_000 if FUZZ else 6
SMALL = 2_000  # characters of a file that the sample sets by TeX
TOGETHER = 12 if FUZZ else 6  # problems in one exam, so that TeX starts less often


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def _reason(result: Result) -> tuple[int, list[str]]:
    """The exit code and the messages, without what only a build adds."""
    return result.exit_code, [line for line in result.stderr.splitlines() if not line.startswith("nothing is built before")]


def test_check_and_build_agree_on_files_as_authors_leave_them(tmp_path: Path) -> None:
    """The same exit code and the same reasons, and no message calls a file's fault one of gen; many files are also set by TeX."""
    problems = tmp_path / "problems"
    problems.mkdir()
    good: list[Path] = []
    codes: Counter[int] = Counter()
    for seed in range(FILES):
        file = problems / f"edited-{seed}.yaml"
        file.write_text(edited(seed), encoding="utf-8")
        checked = _run("check", file)
        assert checked.exception is None or isinstance(checked.exception, SystemExit), (seed, checked.exc_info)
        assert "fault of gen" not in checked.stderr, (seed, checked.stderr)
        codes[checked.exit_code] += 1
        if checked.exit_code == 0:
            good.append(file)
            continue
        for form in ("exam", "solutions") if FUZZ else ("solutions",):
            assert _reason(_run(form, file, "--out", tmp_path / "refused")) == _reason(checked), seed
    assert not (tmp_path / "refused").exists()
    good = list({load_problem(file)[0].id: file for file in good if FUZZ or len(file.read_text(encoding="utf-8")) < SMALL}.values())
    for k in range(0, len(good) if FUZZ else 1, TOGETHER):  # TeX takes its time
        _assert_built(good[k : k + TOGETHER], problems / f"exam-{k}.yaml", tmp_path / f"output-{k}")
    assert min(codes[0], codes[2]) > FILES // 10, codes


def _too_high(result: Result) -> set[str]:
    """The problems whose solutions are higher than the room that their author gives them, if nothing else is wrong."""
    told = [line for line in result.stderr.splitlines() if line.startswith("/")]
    found = [re.search(r"/([\w-]+)\.yaml:\d+:\d+: .* cm higher than the room for it \(raise its 'space'", line) for line in told]
    return {one[1] for one in found if one} if all(found) else set()


def _assert_built(files: list[Path], exam: Path, out: Path) -> None:
    """One exam of all these problems, sheet and key. Where it is refused, each problem is tried by itself to say which."""
    names = "".join(f"  - {file.name}\n" for file in files)
    exam.write_text(f"title: All together\nlanguage: en\nproblems:\n{names}", encoding="utf-8")
    problems = [file.stem for file in files]
    for form in ("exam", "solutions"):
        result = _run(form, exam, "--out", out)
        if result.exit_code == 3 and (high := _too_high(result)):
            # What TeX alone can tell, at the author's line: the others are built without these problems.
            _assert_built([file for file in files if file.stem not in high], exam, out)
            return
        if result.exit_code:
            alone = {file.stem: _run(form, file, "--out", out / file.stem) for file in files} if len(files) > 1 else {}
            pytest.fail(f"{form} of {problems}: {result.stderr}{ {name: one.stderr for name, one in alone.items() if one.exit_code} }")

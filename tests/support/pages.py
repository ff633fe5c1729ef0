"""What a PDF says, and what TeX said while it was set."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.system.cage import Limits
from gen.typeset import pdf


def kept_logs(patched: pytest.MonkeyPatch) -> list[str]:
    """The same as long as something is patched."""
    logs: list[str] = []
    run = pdf._run

    def kept(work: Path, name: str, source: str, program: Sequence[str], *limits: Limits) -> None:
        run(work, name, source, program, *limits)
        if name != pdf.FORMAT:
            logs.append((work / f"{name}.log").read_text(encoding="utf-8", errors="replace"))

    patched.setattr(pdf, "_run", kept)
    patched.setattr(pdf, "kept", lambda _, make: make())  # TeX runs, whatever it has told before
    return logs


def pdf_text(file: Path) -> str:
    """What stands in a PDF, line by line as it is laid out."""
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout


def build_text(form: str, source: Path, out: Path) -> str:
    """The text of a form that the command sets without a complaint."""
    result = CliRunner().invoke(main, [form, str(source), "--out", str(out)])
    assert (result.exit_code, result.stderr) == (0, "")
    return pdf_text(Path(result.stdout.splitlines()[0]))

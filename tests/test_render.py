"""What a template may print: only what is marked as LaTeX, and only what there is."""

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.page.exam import ExamView, exam_view
from gen.typeset import templates as render
from tests.support.problems import ROOT


def _view() -> ExamView:
    return exam_view(load_exam(ROOT / "problems" / "kink.yaml")[0], None)


@pytest.mark.parametrize("printed", ["<< exam.language >>", "<< 7 >>", "<< exam.title ~ exam.language >>"])
def test_a_template_prints_only_what_is_marked_as_latex(printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain string, a number and the two put together are refused: nobody has escaped them."""
    (tmp_path / "exam.tex.j2").write_text(printed, encoding="utf-8")
    monkeypatch.setattr(render, "templates", lambda: tmp_path)
    with pytest.raises(TypeError, match="is not marked as LaTeX"):
        render.render(_view(), "exam")


def test_the_shipped_templates_refuse_an_authors_text_that_nobody_has_escaped() -> None:
    """A title that reached the exam as a plain string."""
    assert render.render(replace(_view(), title=Tex("50 %")), "exam").count("50 %")
    with pytest.raises(TypeError, match="'50 %', which is not marked as LaTeX"):
        render.render(replace(_view(), title="50 %"), "exam")  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["<% if exam.solution %>key<% endif %>", "<% for row in rows %>row<% endfor %>"])
def test_a_name_that_is_not_there_is_no_silence(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled name in a condition or a loop is an error, not an empty place on a page."""
    (tmp_path / "exam.tex.j2").write_text(source, encoding="utf-8")
    monkeypatch.setattr(render, "templates", lambda: tmp_path)
    with pytest.raises(UndefinedError):
        render.render(_view(), "exam")

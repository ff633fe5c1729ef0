"""Records to text through the templates: the only module that knows Jinja."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gen.system.distribution import templates

if TYPE_CHECKING:
    from jinja2 import Environment


def html_from(name: str, /, **records: object) -> str:
    """The HTML of a template. Whatever a record holds is escaped, but for what is marked as HTML."""
    return _html(templates()).get_template(f"{name}.html.j2").render(**records)


@cache
def _html(folder: Path) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # here, since few commands need it

    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def tex_templates(
    folder: Path, finalize: Callable[[object], object], words: Mapping[str, object], filters: Mapping[str, Callable[..., object]]
) -> Callable[[str, Mapping[str, object]], str]:
    """What makes LaTeX of the name of a template and its records. Each value passes `finalize`; all templates know the `words`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - HTML escaping has no place in LaTeX; types do that work here
        loader=FileSystemLoader(folder),
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=finalize,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        line_statement_prefix="%%",
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(words)
    environment.filters.update(filters)
    return lambda name, records: environment.get_template(f"{name}.tex.j2").render(**records)

"""YAML is read by libyaml and by PyYAML alike: the same tree, the same places, the same words for what is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen.messages.errors import InputErrors
from gen.syntax import yamltree
from gen.syntax.yamltree import Node, tree
from tests.hostile.written import UNICODE
from tests.hostile.written import YAML as WRITTEN
from tests.support.examples import quick
from tests.support.problems import ROOT


def _outcome(source: str) -> Node | str:
    try:
        return tree.__wrapped__(source, "problem.yaml")
    except InputErrors as error:
        return str(error)


def _both(source: str) -> tuple[Node | str, Node | str]:
    """What libyaml makes of a text, if it is there, and what PyYAML makes of it."""
    with pytest.MonkeyPatch.context() as patch:
        fast = _outcome(source)
        patch.setattr(yamltree, "LIBYAML", None)
        return fast, _outcome(source)


def _texts() -> Iterator[str]:
    for folder in ("problems", "tests/broken", "tests/further"):
        for file in sorted((ROOT / folder).rglob("*.yaml")):
            yield file.read_text(encoding="utf-8", errors="replace")
    yield from (text for text, _, _ in (*WRITTEN.values(), *UNICODE.values()) if isinstance(text, str) and len(text) < 10_000)


def test_both_loaders_read_the_same() -> None:
    """Every shipped, broken and hostile file has the same tree with all its places, or the same messages."""
    for text in _texts():
        fast, slow = _both(text)
        assert fast == slow, text


OTHERWISE = {
    "a tab behind a colon": "a:\tb\n",
    "a tab at the end": "a: b\t\n",
    "a line that ends with NEL": "a: b\x85c: d\n",
    "a line that ends with LS": "- a\u2028- b\n",
    "a mark of the byte order": "a: b\n\ufeff",
    "a comment at the sign of a block": "a: |#\n",
    "a comment at chomping": "a: >-# b\n",
    "a sign of a key": "? \n",
    "a sign of a key in a list": "a: [late?r]\n",
    "no value in a mapping": "a: {b: , c: d}\n",
    "no value in a list": "a: [1, 1: , 1]\n",
    "nothing in a document": "---\n#1:",
}


@pytest.mark.parametrize("text", OTHERWISE.values(), ids=OTHERWISE)
def test_what_libyaml_takes_otherwise_is_read_by_pyyaml(text: str) -> None:
    """What the loader in C accepts, or puts elsewhere, has the tree and the words of the other one."""
    fast, slow = _both(text)
    assert fast == slow


# fmt: off
PARTS = [" ", "\n", "  ", "\t", ": ", ":", "- ", " #", "#", "'", '"', "{", "}", "[", "]", ", ", "|", ">-", "? ", "?", "&a ", "*a", "!",
         "%", "---\n", "...\n", "\\", "\r\n", "\x85", "\u2028", "\ufeff", "é", "\\x41", "\x7f", "\n  - ", "\n    ", "a", "b: c", "😀"]
# fmt: on


@quick(60)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=14))
def test_both_loaders_read_any_text_the_same(parts: list[str]) -> None:
    """Whatever signs of YAML stand beside each other."""
    fast, slow = _both("".join(parts))
    assert fast == slow


def test_a_problem_is_read_by_libyaml_where_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped problem is read once, by the fast loader if PyYAML was built with it."""
    loaders = []
    compose = yaml.compose

    def composed(source: str, **chosen: Any) -> Any:
        loaders.append(chosen["Loader"])
        return compose(source, **chosen)

    monkeypatch.setattr(yaml, "compose", composed)
    for file in sorted((ROOT / "problems").glob("*.yaml")):
        _outcome(file.read_text(encoding="utf-8"))
    assert set(loaders) == {yamltree.LIBYAML or yaml.BaseLoader}

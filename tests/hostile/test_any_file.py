"""Whatever bytes a file has, and whatever stands in place of what an author would write, `gen check` ends in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gen.cli.commands import main
from tests.hostile.written import KINDS
from tests.support.examples import quick
from tests.support.problems import PROBLEMS

WRITTEN = [
    row[0].encode() if isinstance(row[0], str) else row[0] for kind in ("YAML", "expressions", "terminal") for row in KINDS[kind].values()
]
SEEDS = [*(path.read_bytes() for path in PROBLEMS), *(text for text in WRITTEN if len(text) < 10_000)]

WORDS = """
~ null [] {} [[1]] -0 1/0 0/0 1e999 1e-999 .5 nan inf t T h[t] h[0] x[T] - ' h[99999] $x$ `V` {given} { } $ % \\ & * ! | > all open =
? @ < #
\u202e \u200b \u00e9 \u0130 \U0001f600 1..3 1..0 -1 0.1 1_000 0x1 V.T W_1 relu(V) lambda é
"""
TEXTS = """
V[1, 2]
{value h[1]}
value of h[1]
value of h[1], h[1]
gradient of h[1] wrt V
jacobian of h[1] wrt h[0]
count of all
claim h[t] = h[t]
roles of V
eigenvalues of V
0..1 step 0
= V
permutation of V, V
3 digits
a: b
- a
# a
[1, [2]]
{a: 1}
"""
NASTY = st.sampled_from(["", "\t", "\x85", "9" * 300, "a" * 300, *WORDS.split(), *TEXTS.strip().split("\n")])


@st.composite
def edited(draw: st.DrawFn) -> bytes:
    """A problem file or an attack with some of its bytes taken out, doubled or put in the place of others."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        put = draw(st.one_of(st.binary(max_size=8), NASTY.map(str.encode), st.just(text[start:end] * 2)))
        text = text[:start] + put + text[end:]
    return text


@st.composite
def altered(draw: st.DrawFn) -> bytes:
    """A problem file in which some values, and some keys, are others."""
    lines = draw(st.sampled_from(PROBLEMS)).read_text(encoding="utf-8").split("\n")
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[number].partition(": ")
        lines[number] = key + colon + draw(NASTY) if draw(st.booleans()) else key.replace(key.strip(" -"), draw(NASTY)) + colon + "x"
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@pytest.mark.parametrize("kind", ["edited", "altered", "bytes"])
def test_whatever_a_file_holds_is_told_in_words(kind: str, folder: Path) -> None:
    """An exit code of the table, no crash, and nothing that a terminal would obey."""

    @quick(13)
    @given({"edited": edited(), "altered": altered(), "bytes": st.binary(max_size=200)}[kind])
    def holds(text: bytes) -> None:
        file = folder / "p.yaml"
        file.write_bytes(text)
        result = CliRunner().invoke(main, ["check", str(file), "--time-limit", "5"])
        assert isinstance(result.exception, SystemExit | None), repr(result.exception)
        assert result.exit_code in (0, 1, 2)
        assert "fault of gen" not in result.output
        assert all(c.isprintable() or c in "\n\t" for c in result.output)

    holds()

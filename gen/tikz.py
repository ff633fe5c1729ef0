"""A TikZ picture from its lines."""

from collections.abc import Iterable

from gen.tex import Tex


def picture(rows: Iterable[str], wide: float, limit: float) -> Tex:
    """A tikzpicture that is `wide` pt wide; one that is wider than `limit` pt is made smaller as a whole."""
    smaller = f",scale={limit / wide:.3f},transform shape" if wide > limit else ""
    return Tex("\n".join([rf"\begin{{tikzpicture}}[gen figure{smaller}]", *rows, r"\end{tikzpicture}"]))

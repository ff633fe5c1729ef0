"""What TeX reports, read line by line."""

import pytest

from gen.typeset.tex_output import POINT, Field, Measurements, read_measurements

OURS = f"page - 700.5pt\nkey p/a 63.2pt\nover p/a -0.25pt\nover cover 0pt\nkey p/a 12.0pt\nplace p/a 2 -3 {5 * POINT}\npages - 8 9\n"
OURS += f"field name 2 {POINT} {-2 * POINT}\nfieldend name 2 {4 * POINT} {-2 * POINT}\n"
READ = Measurements(
    {"page": {"-": [700.5]}, "key": {"p/a": [63.2, 12.0]}, "over": {"p/a": [-0.25], "cover": [0.0]}},
    [("p/a", 2, 5.0)],
    {"-": (8, 9)},
    (Field("name", 2, 1.0, -2.0, 3.0),),
)
ENDLESS, LONG = f"place p/a 2 {'9' * 5000} 3", f"key p/a {'9' * 5000}.0pt"


def test_lengths_places_and_pages_are_read() -> None:
    """Each by its kind and name, in the order in which TeX writes them."""
    assert read_measurements(OURS) == READ


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "key p/a",
        "key p/a 3cm",
        "key p/a 1.2.3pt",
        "key p/a nan",
        "place p/a two 3 4",
        "a b c d",
        "pages - 8",
        "field seat 2 3 4",
        "fieldend room 3 4 5",
        "field a b 3 4",
        ENDLESS,
        LONG,
    ],
)
def test_lines_that_are_not_ours_are_passed_over(line: str) -> None:
    """Whatever else stands in the report, what the styles write is read."""
    assert read_measurements(f"{line}\n{OURS}{line}\n") == READ

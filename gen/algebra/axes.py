"""Functions over rows or columns, by their names in calls."""

AXES = ("rows", "columns")


def over_axis(fn: str, axis: str) -> str:
    """The name under which `softmax(S, rows)` is called: that of the softmax of each row by itself is `softmax_rows`."""
    return f"{fn}_{axis}"


def base_and_axis(fn: str) -> tuple[str, str]:
    """A function, and the axis over which it is taken: empty for most."""
    base, _, axis = fn.rpartition("_")
    return (base, axis) if base and axis in AXES else (fn, "")

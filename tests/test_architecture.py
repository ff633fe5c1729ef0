"""The house's order: who may import whom, and one door for each foreign thing."""

import ast
from pathlib import Path

from tests.conftest import ROOT

GEN = ROOT / "gen"

# A module imports from lower rows only.
ROWS = [
    ["__main__"],
    ["cli"],
    ["cli_build"],
    ["cli_layout", "cli_stress"],
    ["command"],
    ["stress_view"],
    ["stress"],
    ["variants", "census_text", "typed"],
    ["search", "load_variation"],
    ["judge"],
    ["required", "computed"],
    ["facts"],
    ["load_choices"],
    ["recheck"],
    ["build"],
    ["folders"],
    ["certificate", "fitting"],
    ["check_exam", "measuring"],
    ["page_text"],
    ["pdf", "signals", "logo"],
    ["render", "proofread", "cage", "budget"],
    ["proofread_reasons", "proofread_points"],
    ["page_limits"],
    ["view", "proofread_forms"],
    ["told"],
    ["solution_view", "show", "load_exam"],
    ["accuracy_view", "earlier", "explained", "headings", "letters"],
    ["rows_view", "pieces_view", "pipeline"],
    ["telling", "effort", "breaking", "shown_answers", "findings", "claims", "gates", "words"],
    ["published_values", "published_words", "carried"],
    ["published_answers"],
    ["lines", "filled", "unused"],
    ["figures"],
    ["unrolled_view", "diagram_view"],
    ["routing", "flow"],
    ["placement", "layers", "dataflow"],
    ["numeric", "formulas", "load", "graph"],
    ["formula_numbers", "formula_shapes"],
    ["digits"],
    ["verify", "verify_structure", "counts", "evaluate", "derive", "load_item", "proof", "probes", "limits", "eigen"],
    ["load_published", "route_dual", "route_differences", "route_sympy", "route_closed", "verify_window", "shapes"],
    ["dual", "entrywise", "sympy_forms"],
    ["setting"],
    ["jacobian", "parts", "window"],
    ["adjoint"],
    ["differentiate", "roles", "trace", "steps", "load_ask", "load_given", "load_grading", "load_shown", "load_stated", "entries", "stack"],
    ["prompt", "exam", "misused", "direction", "variation", "axes"],
    ["named_files"],
    ["macros", "fields", "spec", "spectrum", "latex", "width", "dims", "domain", "corrected"],
    ["yamltree", "queries", "notation", "literals", "outline", "formula_text"],
    ["read_math"],
    ["math_tokens"],
    ["parse"],
    ["rules", "brackets", "tikz", "readback"],
    ["functions", "array_functions", "readback_functions", "readback_words"],
    ["array_values"],
    ["kinks", "ranges", "algebra", "table", "published_number"],
    ["rounding"],
    ["array", "terms"],
    ["printed"],
    ["number", "expr", "tex", "math_tree", "layout", "report", "glyphs", "geometry", "agreement", "engine", "pdf_text", "signature"],
    ["files", "watcher", "distribution"],
    ["errors", "stream", "plots", "math_commands", "pdf_objects"],
    ["language", "characters"],
    ["german", "scripts"],
]
ROW = {name: i for i, names in enumerate(ROWS) for name in names}

DOORS = {
    "click": {"cli", "cli_build", "cli_layout", "cli_stress", "command"},
    "jinja2": {"render"},
    "yaml": {"yamltree"},
    "subprocess": {"cage", "signature"},
    "os": {"files", "cage", "watcher", "signals", "pdf", "named_files", "folders", "command"},
    "tempfile": {"files", "cage", "pdf", "logo"},
    "fcntl": {"files"},
    "shutil": {"files", "cage", "pdf", "signature"},
    "pypdf": {"pdf_objects", "pdf_text", "page_text", "logo"},
    "sympy": {"route_sympy", "route_closed", "sympy_forms", "proof", "roles", "spectrum"},
    "mpmath": {"agreement"},
    "ast": {"parse", "brackets"},
    "signal": {"budget", "cage", "watcher", "signals"},
    "multiprocessing": {"stress", "signals"},
    "resource": {"budget", "watcher"},
}

MODULES = sorted(path for path in GEN.glob("*.py") if path.stem != "__init__")


def _imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"gen.{alias.name}" for alias in node.names} if node.module == "gen" else {node.module}
    return found


def _calls(path: Path) -> set[str]:
    """The name of everything that a file calls."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }


def test_a_module_imports_from_lower_rows_only() -> None:
    """No module reaches up or sideways, so that each can be read without those above it."""
    for path in MODULES:
        lower = {name for name, row in ROW.items() if row > ROW[path.stem]}
        assert {name.removeprefix("gen.") for name in _imports(path) if name.startswith("gen.")} - lower == set(), path.stem


def test_each_foreign_thing_has_one_door() -> None:
    """click, Jinja, YAML, processes, the environment, SymPy and Python's parser are each used in few modules."""
    for path in MODULES:
        foreign = {name.split(".")[0] for name in _imports(path)}
        assert {name for name, doors in DOORS.items() if name in foreign and path.stem not in doors} == set(), path.stem


ROUTES = ["route_dual", "route_differences", "route_sympy", "route_closed"]


_MEANS = ["agreement", "entrywise", "kinks", "ranges", "dual", "setting", "sympy_forms"]
_READING = ["readback", "readback_words", "readback_functions", "told", "proofread", "proofread_forms", "proofread_reasons"]
VERIFYING = [*_MEANS, *ROUTES, "entries", "verify", "verify_window", "verify_structure", *_READING]


def test_what_verifies_knows_nothing_of_what_it_verifies() -> None:
    """The verifying modules import neither the table of functions nor what derives, evaluates, counts or tells steps."""
    functions = ["rules", "functions", "array_functions", "array_values", "table"]
    others = [
        "differentiate",
        "window",
        "terms",
        "algebra",
        "dims",
        "derive",
        "evaluate",
        "roles",
        "telling",
        "breaking",
        "shapes",
        "counts",
    ]
    verified = [*functions, *others]
    for name in VERIFYING:
        assert _imports(GEN / f"{name}.py") & {f"gen.{module}" for module in verified} == set(), name


def test_only_what_confirms_says_that_something_is_confirmed() -> None:
    """A derivation becomes a verified one in the modules that compare it by another route, and nowhere else."""
    makers = {path.stem for path in MODULES for call in _calls(path) if call in ("Verified", "Solved")}
    assert makers == {"verify", "numeric", "gates", "words", "claims", "pipeline"}


def test_nothing_of_an_author_is_executed() -> None:
    """No eval, exec, compile, sympify, parse_expr or lambdify is called anywhere, and YAML is composed, not constructed."""
    forbidden = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "__import__", "load", "safe_load"}
    for path in MODULES:
        allowed_re = {"compile"} if "re" in _imports(path) else set()
        assert _calls(path) & (forbidden - allowed_re) == set(), path.stem


# What differs from day to day, from user to user or from run to run. Of these modules only what is named is used.
CHANGING = {"calendar", "datetime", "getpass", "locale", "platform", "pwd", "random", "secrets", "socket", "time", "uuid"}
STEADY = {"datetime.date", "random.Random"}
MEASURING = {"stress": {"time.process_time"}}  # what a run reports of itself, and no file of an exam
ASKING = {"cwd", "expanduser", "getcwd", "getlogin", "hash", "home", "id", "now", "today", "urandom", "utcnow"}


def test_nothing_depends_on_when_where_and_by_whom_it_is_built() -> None:
    """No clock, locale, user, working folder or hash is asked, every random source has a seed, every text file an encoding."""
    for path in MODULES:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        changing = {name for name in names if name.split(".")[0] in CHANGING}
        assert changing - STEADY - MEASURING.get(path.stem, set()) == set(), path.stem
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                assert called not in ASKING, path.stem
                assert called != "Random" or node.args, path.stem
                binary = any(isinstance(arg, ast.Constant) and arg.value == "rb" for arg in node.args)
                low = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "os"  # bytes
                read = binary or low or called not in {"open", "read_text", "write_text"}
                assert read or "encoding" in {keyword.arg for keyword in node.keywords}, path.stem


def test_a_module_stays_small_enough_to_read() -> None:
    """About 300 lines at most."""
    assert {path.stem for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 320} == set()

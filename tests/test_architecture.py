"""The house's order: which room sees which, one door for each room and for each foreign thing."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.support.problems import ROOT

GEN = ROOT / "gen"

# A room imports from lower rows only; two in one row never see each other.
LAYERS = [
    "cli",
    "preview",
    "stress interface batch",
    "stamps",
    "typeset variants export",
    "check",
    "proofread inspection",
    "page html",
    "solver document",
    "figures findings format roster editors",
    "plots",
    "questions mathml",
    "latex calculus syntax keys",
    "functions verify",
    "model",
    "algebra system",
    "messages",
]
# What confirms sees no more than this, and lists of students nothing of exams: rooms, or single names of them.
SEES = {
    "verify": "messages algebra model",
    "inspection": "messages system latex",
    "roster": "messages system algebra",
    "mathml": "messages model syntax.read_math",
    "document": "messages algebra model functions calculus syntax questions.HEADINGS questions.by_kind questions.GradientQuery "
    "questions.RoleAnswer",
    "page": "messages algebra model functions latex figures document",
    "html": "messages system algebra model functions latex figures mathml document syntax.read_math syntax.words_and_formulas",
    "proofread": "messages algebra model verify latex.Latex latex.Tex latex.escape latex.shared_latex latex.unfitted page.ExamView "
    "page.ProblemView page.ItemView page.ReadingView page.ChoiceView "
    "page.CellView page.TableView page.RowView page.SolutionView page.GradedItemView page.GradedLineView page.with_adjoint_letters "
    "page.with_shapes page.GridView page.GridCellView",
}
COMMON = {"messages", "algebra", "model"}  # the ground on which all stand: their files are open to everybody

DOORS = {
    "click": "cli",
    "jinja2": "system.templates",
    "markupsafe": "html",
    "yaml": "syntax.yamltree",
    "markdown_it": "format.markdown",
    "ast": "syntax.parse syntax.subscripts syntax.options",
    "sympy": "verify questions.proofs questions.identities calculus.gate_roles questions.spectral_conditions",
    "mpmath": "verify.tolerance",
    "pikepdf": "inspection stamps typeset.splitting",
    "segno": "stamps.codes",
    "distributed": "system.executors",
    "submitit": "system.executors",
    "rich": "cli.progress",
    "zipfile": "system.archive",
    "lxml": "proofread.mathml_text proofread.page_pieces export.xml_elements export.packages export.xhtml export.moodle_xml "
    "export.moodle_reader export.moodle_check export.qti21_marking export.qti21_item export.qti21_package export.qti21_reader "
    "export.qti21_check export.canvas_xml export.canvas_reader",
    "starlette": "preview",
    "uvicorn": "preview.server",
    "anyio": "preview",
    "watchfiles": "preview.following",
    "webbrowser": "preview.server",
    "pickle": "model.memo",
    "fpdf": "inspection.drawings",
    "defusedxml": "inspection.drawings",
    "subprocess": "system.cage typeset.signature",
    "os": "system typeset.pdf typeset.cache typeset.folders format.named_files cli.common batch.project",
    "tempfile": "system typeset.pdf",
    "shutil": "system typeset.pdf typeset.cache typeset.signature",
    "multiprocessing": "system",
    "signal": "system",
    "resource": "system",
    "fcntl": "system",
}

MODULES = {".".join(path.relative_to(GEN).with_suffix("").parts): path for path in sorted(GEN.glob("*/*.py"))}  # `room.file`
ROOMS = {room for row in LAYERS for room in row.split()}


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every module that a file imports, at its top or inside a function, with each name that it takes from there."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, path
            yield from ((node.module, alias.name) for alias in node.names)


def _of_rooms(path: Path) -> Iterator[tuple[str, str, str]]:
    """Room, file (empty where the door is asked) and name of all that a file imports from rooms."""
    for module, name in _imports(path):
        if module.startswith("gen."):
            _, room, *file = module.split(".")
            yield room, ".".join(file), name


def _calls(path: Path) -> set[str]:
    """The name of everything that a file calls."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in _nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }


def _listed(room: str) -> dict[str, str]:
    """What a door lists, with the sentence that stands beside it."""
    return dict(re.findall(r'^    "(\w+)",  # (.+)$', MODULES[f"{room}.__init__"].read_text(encoding="utf-8"), re.MULTILINE))


def _in(module: str, places: str) -> bool:
    return module in places.split() or module.split(".")[0] in places.split()


def test_every_module_lies_in_a_room() -> None:
    """The floor plan has all rooms and names files that are there; nothing lies beside rooms but the package itself and its command."""
    assert {path.name for path in GEN.iterdir() if path.is_dir() and any(path.glob("*.py"))} == ROOMS
    assert {path.stem for path in GEN.glob("*.py")} <= {"__init__", "__main__"}
    assert [path for path in GEN.rglob("*.py") if len(path.relative_to(GEN).parts) > 2] == []
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"| `{room}` |" not in plan or not ast.get_docstring(ast.parse(_door(room)))] == []
    assert [file for file in re.findall(r"`(\w+/\w+\.py)`", plan) if not ((GEN / file).is_file() or (ROOT / file).is_file())] == []


def _door(room: str) -> str:
    return MODULES[f"{room}.__init__"].read_text(encoding="utf-8")


def test_a_room_sees_lower_rows_only() -> None:
    """No room reaches up or sideways, so that each can be read without those above it."""
    row = {room: i for i, rooms in enumerate(LAYERS) for room in rooms.split()}
    for module, path in MODULES.items():
        own = module.split(".")[0]
        assert [room for room, _, _ in _of_rooms(path) if room != own and row[room] <= row[own]] == [], module


def test_no_module_waits_for_itself() -> None:
    """Within a room there is no circle of imports, and nobody inside asks at the room's own door for more than a file."""
    for room in ROOMS:
        inside = {module: path for module, path in MODULES.items() if module.startswith(f"{room}.") and not module.endswith("__init__")}
        graph = {
            module: {f"{room}.{file or name}" for other, file, name in _of_rooms(path) if other == room} for module, path in inside.items()
        }
        assert set().union(*graph.values()) <= inside.keys(), room
        TopologicalSorter(graph).prepare()  # raises CycleError


def test_nobody_goes_past_a_door() -> None:
    """Other rooms take what a door lists, or a name of a file that it lists; each line there has a sentence and somebody who needs it."""
    used: dict[str, set[str]] = {room: set() for room in ROOMS}
    for module, path in MODULES.items():
        for room, file, name in _of_rooms(path):
            if room not in COMMON and not module.startswith(f"{room}."):
                used[room].add(file or name)
    used["cli"].add("main")
    used["interface"] |= {name for room, _, name in _of_rooms(GEN / "__init__.py") if room == "interface"}
    assert {room: set(_listed(room)) for room in ROOMS} == used
    for room in ROOMS - COMMON:
        assert re.findall(r'^    "(\w+)",', _door(room), re.MULTILINE) == list(_listed(room)), room


def test_what_verifies_knows_nothing_of_what_it_verifies() -> None:
    """Routes, readers of pages and of PDFs see neither the table of functions nor what derives, evaluates, counts or writes rows."""
    for room, seen in SEES.items():
        for module, path in MODULES.items():
            if module.startswith(f"{room}."):
                others = [(other, name) for other, _, name in _of_rooms(path) if other != room]
                assert [f"{other}.{name}" for other, name in others if not {other, f"{other}.{name}"} & set(seen.split())] == [], module


def test_each_foreign_thing_has_one_door() -> None:
    """click, Jinja, YAML, processes, the environment, SymPy and Python's parser are each used in few modules."""
    for module, path in MODULES.items():
        foreign = {name.split(".")[0] for name, _ in _imports(path)}
        assert [name for name in foreign & DOORS.keys() if not _in(module, DOORS[name])] == [], module


def test_only_what_confirms_says_that_something_is_confirmed() -> None:
    """A derivation becomes a verified one in the modules that compare it by another route, and nowhere else."""
    makers = {module for module, path in MODULES.items() if _calls(path) & {"Verified", "Solved"}}
    kinds = """
        values formulas eigenvalues claims gate_questions open_questions
        gaps
        blanks
        choices
        inverse
        sketch
        table_cells
    """
    assert makers == {"verify.compare", "verify.counts", "solver.solve", *(f"questions.{kind}" for kind in kinds.split())}


def test_nothing_of_an_author_is_executed() -> None:
    """No eval, exec, compile, sympify, parse_expr or lambdify is called anywhere, and YAML is composed, not constructed."""
    forbidden = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "__import__", "load", "safe_load"}
    for module, path in MODULES.items():
        allowed_re = {"compile"} if ("re", "") in _imports(path) else set()
        assert _calls(path) & (forbidden - allowed_re) == set(), module


# What differs from day to day, from user to user or from run to run. Of these modules only what is named is used.
CHANGING = {"calendar", "datetime", "getpass", "locale", "platform", "pwd", "random", "secrets", "socket", "time", "uuid"}
STEADY = {"datetime.date", "random.Random"}
MEASURING = {"stress.trials": {"time.process_time"}}  # what a run reports of itself, and no file of an exam
ONCE = {"roster.seeds": {"secrets"}}  # a secret is made once, and read from its file ever after
LISTENING = {"preview.server": {"socket"}}  # where a browser finds a preview, of which nothing is written
KEEPING = {"model.memo": {"hash", "id"}}  # which object something is, to find it again: it is compared, and nothing is made of it
ASKING = {"cwd", "expanduser", "getcwd", "getlogin", "hash", "home", "id", "now", "today", "urandom", "utcnow"}


def test_nothing_depends_on_when_where_and_by_whom_it_is_built() -> None:
    """No clock, locale, user, working folder or hash is asked, every random source has a seed, every text file an encoding."""
    for module, path in MODULES.items():
        names = {f"{source}.{name}" if name else source for source, name in _imports(path)}
        changing = {name for name in names if name.split(".")[0] in CHANGING}
        allowed = STEADY.union(*(own.get(module, set()) for own in (MEASURING, ONCE, LISTENING)))
        assert changing - allowed == set(), module
        for node in _nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                assert called not in ASKING - KEEPING.get(module, set()), module
                assert called != "Random" or node.args, module
                binary = any(isinstance(arg, ast.Constant) and arg.value == "rb" for arg in node.args)
                low = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("os", "Pdf")  # bytes
                read = binary or low or called not in {"open", "read_text", "write_text"}
                assert read or "encoding" in {keyword.arg for keyword in node.keywords}, module


def test_a_module_stays_small_enough_to_read() -> None:
    """About 300 lines at most."""
    assert {module for module, path in MODULES.items() if len(path.read_text(encoding="utf-8").splitlines()) > 320} == set()

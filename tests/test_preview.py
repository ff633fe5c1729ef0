"""What a preview shows and to whom: the same as gen check says, nothing stale, its own pages and its own user alone."""

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from time import sleep
from unittest.mock import Mock

import anyio
import httpx
import pytest
from click.testing import CliRunner

from gen.cli import main
from gen.messages.errors import OutputError
from gen.model.memo import Memo
from gen.preview.answers import Messages, Pages, Read, Request, View
from gen.preview.app import application, view_of
from gen.preview.following import Followed
from gen.preview.guard import Guard
from gen.preview.hub import Hub
from gen.preview.server import serve
from gen.preview.work import answers
from gen.system import connections, owner_of_connection
from tests.support.problems import ROOT

OWN = "127.0.0.1:8420"


def _request(file: Path, view: View = View()) -> Request:  # noqa: B008 - frozen
    return Request(file, view, 20, 1024)


# ---- Who may see it


def _asked(method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """What the server answers, which is not asked for anything that needs its worker."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Guard(application(Hub(Path("x.yaml"), 20, 1024, Mock())), 8420), client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{OWN}") as client:
            return await client.request(method, path, headers=headers)

    return anyio.run(ask)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"Host": "localhost:8420"}, 200),
        ("GET", {"Host": "evil.example:8420"}, 421),
        ("GET", {"Host": "127.0.0.1"}, 421),
        ("GET", {"Host": "127.0.0.1:8421"}, 421),
        ("GET", {"Origin": f"http://{OWN}"}, 200),
        ("GET", {"Origin": "http://evil.example"}, 403),
        ("GET", {"Origin": "http://127.0.0.1:3000"}, 403),
        ("GET", {"Origin": "null"}, 403),
        ("GET", {"Sec-Fetch-Site": "none"}, 200),
        ("GET", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("GET", {"Sec-Fetch-Site": "same-site"}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {}, 405),
        ("PUT", {}, 405),
        ("OPTIONS", {}, 405),
    ],
)
def test_its_own_pages_alone_may_ask(method: str, headers: dict[str, str], status: int) -> None:
    """Another name that leads to loopback, a page of another origin or site, and whatever would change something are refused."""
    for path in ("/", "/preview.js", "/events?seed=x"):
        assert _asked(method, path, headers).status_code == (400 if status == 200 and "seed" in path else status)


def test_a_page_may_do_no_more_than_it_must() -> None:
    """No script but the preview's own, nothing from elsewhere, in no frame of others, and nothing is kept; that holds for refusals, too."""
    for answer in (_asked("GET", "/"), _asked("GET", "/", {"Host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
    page = _asked("GET", "/").text
    assert "<script>" not in page and not re.search(r"\son\w+=", page)


# Both ends of a connection from port 50,000 to 8420, as the kernel prints them; a user is in the last cell but two.
TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:20E4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     {me}        0 1
   1: 0100007F:20E4 0100007F:C350 {state} 00000000:00000000 00:00000000 00000000     {me}        0 2
   2: 0100007F:C350 0100007F:20E4 {state} 00000000:00000000 00:00000000 00000000     {user}        0 3
"""


@pytest.mark.parametrize(
    ("user", "state", "port", "owner"),
    [
        (1000, "01", 50_000, "user"),
        (0, "01", 50_000, "user"),  # such as a tunnel of the system
        (1001, "01", 50_000, "another"),
        (1001, "08", 50_000, "another"),  # who says no more and still reads
        (1000, "01", 50_001, "another"),  # a connection that the system does not know
    ],
)
def test_the_system_tells_whose_a_connection_is(
    user: int, state: str, port: int, owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user of the machine can connect to loopback, and is told apart by the table of connections."""
    table = tmp_path / "tcp"
    table.write_text(TABLE.format(me=1000, user=user, state=state), encoding="ascii")
    monkeypatch.setattr(connections, "_TABLE", table)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert owner_of_connection(("127.0.0.1", port), 0x20E4) == owner


def test_another_user_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system says that somebody else asks; where it says nothing, loopback has to do."""
    monkeypatch.setattr("gen.preview.guard.owner_of_connection", lambda client, port: "another")
    assert _asked("GET", "/").status_code == 403
    monkeypatch.setattr("gen.preview.guard.owner_of_connection", lambda client, port: "unknown")
    assert _asked("GET", "/").status_code == 200


@pytest.mark.parametrize(
    ("seed", "language", "view"),
    [
        ("", "", View()),
        ("7", "de", View(7, "de")),
        ("9" * 18, "", View(10**18 - 1)),
        ("9" * 19, "", None),
        ("-1", "", None),
        ("٣", "", None),
        ("", "xx", None),
    ],
)
def test_an_address_names_a_view(seed: str, language: str, view: View | None) -> None:
    """A seed of new-variant's range, and a language that gen has."""
    assert view_of(seed, language) == view


# ---- What is said


def _first(file: Path, memo: Memo, kind: type) -> object:
    return next(one for one in answers(_request(file), memo) if isinstance(one, kind))


EDITS: dict[str, Callable[[str], str]] = {
    "a number": lambda text: text.replace("V: -3", "V: -2", 1),
    "a cell, and a line": lambda text: text.replace("relu(V*h[t-1] + W*x[t])", "relu(V*h[t-1] +\n      2*W*x[t])", 1),
    "both back": lambda text: text,
}


def test_what_is_kept_between_saves_changes_nothing(tmp_path: Path) -> None:
    """After each edit of sheet-a the pages are those of a process that has seen nothing else."""
    text = (ROOT / "problems" / "sheet-a.yaml").read_text(encoding="utf-8")
    file, memo = tmp_path / "sheet-a.yaml", Memo()
    seen = set()
    for edit in EDITS.values():
        file.write_text(edit(text), encoding="utf-8")
        pages = _first(file, memo, Pages)
        assert pages == _first(file, Memo(), Pages)
        assert isinstance(pages, Pages)
        seen.add((pages.sheet, pages.key, json.dumps(pages.steps)))
    assert len(seen) == len(EDITS)


BROKEN = ROOT / "tests" / "broken"


@pytest.mark.parametrize("name", ["ask", "bad-yaml", "claims", "beyond", "cycle"])
def test_faults_are_told_as_gen_check_tells_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, in the same words, with file, line, column, the line's text and a caret."""
    monkeypatch.chdir(BROKEN)
    *_, messages = answers(_request(Path(f"{name}.yaml")), Memo())
    assert isinstance(messages, Messages) and messages.whole
    assert "\n".join(messages.faults) + "\n" == Path(f"{name}.txt").read_text(encoding="utf-8")


def test_findings_and_warnings_are_told_beside_good_pages(tmp_path: Path) -> None:
    """A contradiction stops a build and no preview: the pages are there, and above them what gen check says."""
    file = tmp_path / "short.yaml"
    text = """
        title: Short
        minutes: 5
        cells: {rnn: {"h[t]": "relu(W*h[t-1])"}}
        items:
          - id: a
            prompt: Compute `h[1]` for {given}.
            cell: rnn
            given: {W: 2, "h[0]": 1}
            ask: value of h[1]
            points: {"h[1]": 1}
            published: {lines: {"h[1]": "3"}}
    """
    file.write_text(text, encoding="utf-8")
    read, pages, messages = answers(_request(file), Memo())
    assert isinstance(read, Read) and isinstance(pages, Pages) and isinstance(messages, Messages)
    assert len(messages.findings) == 1 and messages.findings[0].startswith(f"{file}:12:") and "acknowledge" in messages.findings[0]


def test_what_another_language_of_the_file_has_wrong_is_told_beside_good_pages(tmp_path: Path) -> None:
    """As gen check tells it, which looks at each language."""
    file = tmp_path / "both.yaml"
    text = """
        title: {en: Both, de: Beide}
        items:
          - id: a
            prompt: {en: "Why?", de: "Warum $x^$?"}
            ask: open
            answer: {c: {en: Because., de: Darum.}}
            points: {c: 1}
    """
    file.write_text(text, encoding="utf-8")
    read, pages, first, last = answers(_request(file), Memo())
    assert isinstance(read, Read) and isinstance(pages, Pages) and pages.language == "en" and pages.languages == ("en", "de")
    assert isinstance(first, Messages) and not first.whole and not first.faults
    assert isinstance(last, Messages) and last.whole and last.faults[0].startswith(f"{file}:5:")


# ---- When it is made anew


def _put_in_place(file: Path) -> None:
    new = file.with_name("4913")
    new.write_text("new and longer", encoding="utf-8")
    new.replace(file)


def _take_away_and_bring_back(file: Path) -> None:
    old = file.with_name("old~")
    file.replace(old)
    file.write_text("brought back", encoding="utf-8")


SAVES: dict[str, Callable[[Path], object]] = {
    "written into": lambda file: file.write_text("another", encoding="utf-8"),
    "put in its place": _put_in_place,
    "taken away and brought back": _take_away_and_bring_back,
    "taken away": Path.unlink,
}


def test_each_way_to_save_a_file_is_seen_once(tmp_path: Path) -> None:
    """Also of a file that is included and lies elsewhere; what lies beside them is none of it, until a file is missing."""
    first, second = tmp_path / "exam.yaml", tmp_path / "problems" / "a.yaml"
    second.parent.mkdir()

    async def follow() -> None:
        followed = Followed((first,))
        followed.follow((first, second), folders=False)
        changes = followed.changes()
        for file in (first, second):
            for how, save in SAVES.items():
                file.write_text("as it was", encoding="utf-8")
                followed.is_changed()
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(anyio.to_thread.run_sync, _later, save, file)
                    with anyio.fail_after(5):
                        await anext(changes)
                assert not followed.is_changed(), how
        (tmp_path / "beside.yaml").write_text("", encoding="utf-8")
        assert not followed.is_changed()
        followed.follow((first, second), folders=True)
        (tmp_path / "missing.yaml").write_text("", encoding="utf-8")
        assert followed.is_changed()
        await changes.aclose()

    anyio.run(follow)


def _later(save: Callable[[Path], object], file: Path) -> None:
    """A save behind a moment in which others have begun to wait for it."""
    sleep(0.05)
    save(file)
    file.with_name("beside").touch()


def test_what_an_exam_includes_is_followed() -> None:
    """The exam, its course and its problems."""
    read = next(answers(_request(ROOT / "problems" / "exams" / "default.yaml"), Memo()))
    assert isinstance(read, Read) and read.sound
    assert {file.name for file in read.files} == {"default.yaml", "course.yaml", "sheet-a.yaml", "sheet-b.yaml", "sheet-c.yaml"}


# ---- The command

FOLDER_HINT = "name an exam file or a problem file in it; gen check takes folders"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("problems", f"problems:1:1: this is a folder, and a preview shows one file ({FOLDER_HINT})"),
        ("none.yaml", "none.yaml:1:1: there is no such file"),
    ],
)
def test_what_has_no_preview_is_refused_at_once(file: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2, before anything is served."""
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["preview", file, "--no-browser"])
    assert (result.exit_code, result.stderr) == (2, f"{message}\n")


def test_a_course_file_has_no_pages() -> None:
    """The page says what to name in its place."""
    (messages,) = answers(_request(ROOT / "problems" / "exams" / "course.yaml"), Memo())
    assert isinstance(messages, Messages)
    assert [fault.splitlines()[0].partition(": ")[2] for fault in messages.faults] == [
        "this is a course file, which has no pages (preview an exam or a problem)"
    ]


def test_a_port_that_is_taken_is_told() -> None:
    """A second preview at the same port says what to do; where none is named, it takes another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OutputError, match=f"port {port} of this machine cannot be used: Address already in use\nanother preview"):
            serve(Path("x.yaml"), port, False, 20, 1024, print)

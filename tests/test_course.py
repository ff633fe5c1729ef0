"""`gen batch`: a sheet for each student, keys and lists for staff, the same bytes whoever does the work and however often it stops."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from hashlib import sha256
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from pikepdf import Pdf, Stream

import gen
from gen.batch.plan import ATTEMPTS, plan_of_roster
from gen.batch.project import opened, project_of
from gen.batch.results import RESULT, Results, packed
from gen.batch.setting import VariantTask, set_variants
from gen.batch.store import Kept, Store
from gen.batch.work import Workers
from gen.cli.commands import main
from gen.messages.errors import OutputError
from gen.roster import Student
from gen.roster.students import Roster
from gen.system import Output, workers
from gen.system.archive import NoArchive, pack, unpack
from gen.typeset.measuring import overflow_when_set
from tests.support.full_disk import FaultsAt
from tests.support.texts import RNN

SECRET = "0123456789abcdef" * 2
CANARY = "Zebrafink"
PROBLEM = RNN.replace("x: [2, 1]", "x: [2, 3]").format(
    more="    require: ['h[2] != 0']\n    differ: zeros, gates, kinks\n",
    ask="value of h[2]",
    items=f"  - id: b\n    prompt: Why?\n    ask: open\n    answer: Since a {CANARY} sings.\n    points:\n      answer: 1\n",
)
EXAM = "title: Final\nproblems:\n  - ../small.yaml\n  - ../other.yaml\n"
LONG = "Anna-Änne Größenwahn-Überschwänglich von und zu Hohenstaufen"
ROSTER = f"""\
Matrikelnummer;Nachname;Vorname;Raum;Platz
03600002;Weiß;Bo;HS 1;A2
03600001;Müller;Anna;HS 1;A1
03600003;{LONG.partition(" ")[2]};{LONG.partition(" ")[0]};HS 1;B1
00012345;Ng;Lê;HS 2;5-7
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def project(folder: Path) -> Path:
    """An exam of two problems that vary, with a secret and a list of four students."""
    (folder / "problems" / "exams").mkdir(parents=True)
    for name in ("small", "other"):
        (folder / "problems" / f"{name}.yaml").write_text(PROBLEM, encoding="utf-8")
    (folder / "problems" / "exams" / "final.yaml").write_text(EXAM, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "secret.txt").write_text(SECRET, encoding="ascii")
    return folder / "problems" / "exams" / "final.yaml"


def asked(folder: Path, out: Path, *more: object) -> list[object]:
    """The command for a sheet of their own for each student."""
    return [
        *("batch", folder / "problems" / "exams" / "final.yaml", "--roster", folder / "roster.csv"),
        *("--secret", folder / "secret.txt", "--out", out, *more),
    ]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, and its batch in the folder `batch`."""
    folder = tmp_path_factory.mktemp("course")
    project(folder)
    result = run(*asked(folder, folder / "batch", "--jobs", 2))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-2] == f"{folder / 'batch'}: 4 of 4 variants, sheets for 4 of 4 students"
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))


def words(pdf: Path) -> list[str]:
    """The text of each page."""
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return said.split("\f")[:-1]


# What is handed out -----------------------------------------------------------------------------------------------------


def test_each_page_of_a_sheet_says_whose_it_is(course: Path) -> None:
    """Name and number, and in the foot the variant that the index has; leading zeros, umlauts and sixty letters stay."""
    names = {"03600001": "Anna Müller", "03600002": "Bo Weiß", "03600003": LONG, "00012345": "Lê Ng"}
    index = {row["number"]: row for row in rows(course / "batch" / "staff" / "index.csv")}
    assert {file.stem for file in (course / "batch" / "students").iterdir()} == set(names) == set(index)
    for number, name in names.items():
        pages = words(course / "batch" / "students" / f"{number}.pdf")
        assert len(pages) == 2
        for page in pages:
            plain = " ".join(page.split())
            assert name in plain and number in plain and index[number]["mark"] in plain


def test_students_have_variants_of_their_own_that_the_lists_know(course: Path) -> None:
    """The index has the digest of each PDF, and the answers are those of the variant's numbers."""
    index, answers = rows(course / "batch" / "staff" / "index.csv"), rows(course / "batch" / "staff" / "answers.csv")
    assert [row["seat"] for row in index] == ["A1", "A2", "B1", "5-7"]
    assert len({row["variant"] for row in index}) == 4
    exam = gen.load(course / "problems" / "exams" / "final.yaml")
    for row in index:
        assert sha256((course / "batch" / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        own = [one for one in answers if one["variant"] == row["variant"] and one["item"] == "small/a"]
        told = next(one["value"] for one in own if one["answer"] == "h[2]")
        assert told == str(gen.solve(gen.variant(exam, int(row["variant"])))["small/a"].answers["h[2]"])


def test_nothing_that_is_handed_out_tells_an_answer(course: Path) -> None:
    """Neither in a stream nor in any object of a PDF for students or for print; the keys have the word."""
    public = [file for folder in ("students", "print") for file in (course / "batch" / folder).rglob("*")]
    assert {file.suffix for file in public} == {".pdf"} and len(public) == 4 + 2
    for file in public:
        assert CANARY not in "".join(words(file)) and CANARY.encode() not in _all_of(file)
    assert all(CANARY in "".join(words(key)) for key in (course / "batch" / "staff" / "keys").glob("*.pdf"))
    assert CANARY in "".join(words(course / "batch" / "staff" / "answers.pdf"))


def _all_of(file: Path) -> bytes:
    with Pdf.open(file) as pdf:
        return b"\n".join([one.read_bytes() if isinstance(one, Stream) else one.unparse() for one in pdf.objects if one is not None])


def test_rooms_are_printed_in_the_order_of_seats(course: Path) -> None:
    """Each student's sheet has both pages of its leaf."""
    pages = words(course / "batch" / "print" / "HS-1.pdf")
    assert [re.findall(r"0360000\d", page)[0] for page in pages] == [f"0360000{n}" for n in (1, 1, 2, 2, 3, 3)]


def test_a_key_of_a_batch_is_verified_like_any_other(course: Path) -> None:
    """Its source is the same as alone; its PDF, which has fonts with more letters, is read back. Another PDF in its place is told."""
    key = min((course / "batch" / "staff" / "keys").glob("*.pdf"))
    result = run("verify", key)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "as certified"), result.output
    assert "PDF                     same: read back at the places of one that is set alone; it was set in a run of 4" in result.stdout
    own, other = key.read_bytes(), max((course / "batch" / "staff" / "keys").glob("*.pdf"))
    try:
        key.write_bytes(other.read_bytes())
        assert "PDF                     differs" in run("verify", key).stdout
    finally:
        key.write_bytes(own)


def test_a_students_sheet_is_verified_by_the_index_and_by_its_variant(course: Path) -> None:
    """It tells whose it is; one that was changed, or is another student's, is not what was made."""
    sheets = sorted((course / "batch" / "students").glob("*.pdf"))
    index = {row["number"]: row["variant"] for row in rows(course / "batch" / "staff" / "index.csv")}
    result = run("verify", sheets[1], "--without-tex")
    assert result.exit_code == 0, result.output
    assert f"student's PDF           same: variant {index['03600001']} of 03600001 Anna Müller" in result.stdout.splitlines()
    own = sheets[1].read_bytes()
    try:
        sheets[1].write_bytes(sheets[2].read_bytes())
        changed = run("verify", sheets[1], "--without-tex")
    finally:
        sheets[1].write_bytes(own)
    assert (changed.exit_code, changed.stdout.splitlines()[-1]) == (1, "not as certified: student's PDF")


# The same bytes ---------------------------------------------------------------------------------------------------------


FUZZ = settings.get_current_profile_name() == "fuzz"


def test_interrupted_and_resumed_it_has_the_same_bytes(course: Path, tmp_path: Path) -> None:
    """Killed again and again at other moments, with other numbers of processes, in a folder of another name; `make fuzz` kills a larger one
    ten times."""
    draw = Random(7)
    kills, latest, whole, again = (
        (10, 15.0, tmp_path / "whole", tmp_path / "again") if FUZZ else (2, 5.0, course / "batch", tmp_path / "again")
    )
    if FUZZ:
        lines = (f"04{n:06};S {n};G;HS {n % 3};R{n // 10} P{n % 10}\n" for n in range(60))
        (course / "roster.csv").write_text(ROSTER.partition("\n")[0] + "\n" + "".join(lines), encoding="utf-8")
        assert run(*asked(course, whole, "--jobs", 2)).exit_code == 0
    for n in range(kills):
        command = [sys.executable, "-m", "gen", *map(str, asked(course, again, "--jobs", 1 + n % 2, "--resume"))]
        while not _killed(command, draw.uniform(1.5, latest)):
            subprocess.run(["rm", "-r", str(again)], check=True)  # it was done before: once more from the beginning
    begun, done = ((again / "staff" / name).exists() for name in ("progress", "index.csv"))
    if begun:
        assert "was interrupted or has failures: go on with --resume" in run(*asked(course, again)).stderr
    if begun or not done:
        assert run(*asked(course, again, "--resume")).exit_code == 0
    expected, found = files(whole), files(again)
    assert {name for name in expected if found.get(name) != expected[name]} <= {"staff/exam-file.txt"}
    assert found.keys() == expected.keys()


def _killed(command: list[str], seconds: float) -> bool:
    """Whether a command that was killed after so many seconds had not ended by itself; all that it started is killed with it."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


@pytest.fixture(scope="module")
def task(course: Path) -> VariantTask:
    """Two variants, and the layout that the batch has."""
    exam = gen.load(course / "problems" / "exams" / "final.yaml")
    layout = gen.interface.exams.layout_of(gen.variant(exam, 1))
    assert layout
    return VariantTask(project_of(exam), ((1,), (2,)), layout, (20.0, 1024))


@pytest.fixture(scope="module")
def alone(task: VariantTask) -> bytes:
    return set_variants(task)


def test_workers_of_dask_give_the_same_bytes(task: VariantTask, alone: bytes, tmp_path: Path) -> None:
    """A cluster's worker gets all files as bytes."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,  # type: ignore[no-untyped-call]
        workers(f"dask:{cluster.scheduler_address}", None, tmp_path) as (executor, many),
    ):
        assert many == 1
        assert executor.submit(set_variants, task).result() == alone


def test_jobs_of_slurm_give_the_same_bytes(task: VariantTask, alone: bytes, tmp_path: Path) -> None:
    """As submitit runs them where there is no cluster."""
    with workers("slurm:cluster=local,timeout_min=5", 1, tmp_path) as (executor, _):
        assert executor.submit(set_variants, task).result() == alone


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("grid", "there are no workers called 'grid': expected local, dask:ADDRESS or slurm"),
        ("slurm:fast", "'fast' is no option of a job: expected NAME=VALUE, as in slurm:partition=exams,timeout_min=30"),
        ("slurm", 'Slurm takes no jobs: Could not detect "srun", are you indeed on a slurm cluster?'),
    ],
)
def test_workers_that_there_are_not_are_told(on: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as raised, workers(on, None, tmp_path):
        pass
    assert str(raised.value) == message


# What fails -------------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_drawn_again_and_told(task: VariantTask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next of its seeds is taken; without another one the variant is left out, and the others are there."""
    seen: list[Any] = []

    def first_is_too_high(*args: Any) -> Mapping[str, float]:
        seen.append(args)
        return {"small/a": 28.0} if len(seen) == 1 else overflow_when_set(*args)

    monkeypatch.setattr("gen.batch.setting.overflow_when_set", first_is_too_high)
    told = _told(set_variants(VariantTask(task.project, ((1, 3), (2,)), task.layout, task.limits)))
    assert [one["name"] for one in told] == ["3", "2"]
    assert told[0]["remarks"] == [[1, "small/a: what stands there is 0.98 cm higher than the room for it"]]
    seen.clear()
    told = _told(set_variants(VariantTask(task.project, ((1,), (2,)), task.layout, task.limits)))
    assert ["name" in one for one in told] == [False, True]


def _told(archive: bytes) -> Any:
    return json.loads(Results(archive)[RESULT])


class Inline(Executor):
    """Does what it is given at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except OutputError as error:
            future.set_exception(error)
        return future


class Numbered(str):
    """A task whose digest is its name."""

    @property
    def digest(self) -> str:
        return str(self)


def shout(task: Numbered) -> bytes:
    return packed([("loud", task.upper().encode())])


def die(task: Numbered) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def _done(out: Path, function: Callable[[Numbered], bytes], executor: Executor) -> list[Any]:
    crew = Workers(executor, 1, Store(out / "staff" / "progress", out), lambda *_: None)

    def placed(task: Numbered, files: Mapping[str, bytes]) -> tuple[Any, list[Output]]:
        return str(task), [Output(out / f"{task}.txt", files["loud"])]

    found = dict(crew.done("tests", function, [Numbered("a"), Numbered("b"), Numbered("c")], 3, placed))
    return [one.record if isinstance(one := found[n], Kept) else one for n in range(3)]


def test_a_full_disk_loses_nothing_that_is_done(tmp_path: Path, faults: FaultsAt) -> None:
    """At whatever write the disk is full, it is told, and the next run has all files."""
    out = tmp_path / "out"
    messages: list[str] = []

    def begin() -> None:
        if out.exists():
            assert [_done(out, shout, Inline()), *(file.read_text(encoding="ascii") for file in sorted(out.glob("*.txt")))] == [
                ["a", "b", "c"],
                "A",
                "B",
                "C",
            ]
            subprocess.run(["rm", "-r", str(out)], check=True)

    def work() -> None:
        try:
            _done(out, shout, Inline())
        except OutputError as error:
            messages.append(str(error))

    told = list(faults(begin, work))
    assert told[-1] == "no fault" and len(messages) > len(told) // 2 > 10  # a folder that is there needs none that is made
    assert all(message.startswith("cannot write ") for message in messages)


def test_what_is_kept_is_done_again_only_where_a_file_has_changed(tmp_path: Path) -> None:
    _done(tmp_path, shout, Inline())
    (tmp_path / "b.txt").write_text("?", encoding="ascii")
    began: list[str] = []

    def noted(task: Numbered) -> bytes:
        began.append(task)
        return shout(task)

    assert _done(tmp_path, noted, Inline()) == ["a", "b", "c"]
    assert began == ["b"] and (tmp_path / "b.txt").read_text(encoding="ascii") == "B"


def test_a_worker_that_is_killed_is_told(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(OutputError) as raised:
        _done(tmp_path, die, pool)
    assert str(raised.value) == ("a worker was ended from outside, perhaps for want of memory; what is done is kept: go on with --resume")


def test_a_folder_takes_one_batch(course: Path, tmp_path: Path) -> None:
    """What may have been handed out is never replaced, and what was begun is gone on with only as it was begun."""
    again = run(*asked(course, course / "batch"))
    assert (again.exit_code, again.stderr.splitlines()[-1]) == (
        2,
        f"{course / 'batch'} holds a batch that is done, which may have been handed out: name another folder with --out, or remove it",
    )
    (tmp_path / "out" / "staff" / "progress").mkdir(parents=True)
    (tmp_path / "out" / "staff" / "progress" / "batch.txt").write_text("of something else", encoding="ascii")
    other = run(*asked(course, tmp_path / "out", "--resume"))
    assert other.exit_code == 2 and "holds a batch of another exam, other students or other options" in other.stderr


def test_too_little_room_on_the_disk_is_told_before_the_work(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gen.batch.run.free_space", lambda folder: 10**6)
    result = run(*asked(course, tmp_path / "out"))
    assert result.exit_code == 2
    assert "a batch of 4 variants for 4 students takes about 0.0 GB, and 0.0 GB are free there" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the students with --roster FILE, or seeds with --seeds A..B"),
        (["--variants", 3], "name the students with --roster FILE, or seeds with --seeds A..B"),
        (["--roster", "r.csv", "--seeds", "1..3", "--variants", 3], "--seeds says how many variants there are, and so does --variants"),
        (["--roster", "r.csv", "--columns", "matrikel=X"], "expected one of number, name, family, given, room, seat, '=' and the title"),
        (["--seeds", "3..1"], "expected two whole numbers, the smaller one first: 0..999"),
    ],
)
def test_what_is_asked_in_vain_is_told(arguments: list[object], message: str, course: Path) -> None:
    result = run("batch", course / "problems" / "exams" / "final.yaml", *arguments)
    assert result.exit_code == 2 and message in result.stderr


def test_faults_of_a_list_of_students_are_told_before_the_work(course: Path, tmp_path: Path) -> None:
    """All of them, at their places, also what only a sheet cannot have."""
    (tmp_path / "r.csv").write_text("Matrikelnummer;Name\n1_2;A B\n34;C D\n34;E F\n", encoding="utf-8")
    result = run("batch", course / "problems" / "exams" / "final.yaml", "--roster", tmp_path / "r.csv", "--out", tmp_path / "out")
    assert result.exit_code == 2 and f"{tmp_path / 'r.csv'}:4:1: the number 34 stands in line 3 (C D), too" in result.stderr
    (tmp_path / "r.csv").write_text(f"Matrikelnummer;Name;Platz\n12;A B;{'x' * 30}\n", encoding="utf-8")
    result = run("batch", course / "problems" / "exams" / "final.yaml", "--roster", tmp_path / "r.csv", "--out", tmp_path / "out")
    assert result.exit_code == 2 and f"{tmp_path / 'r.csv'}:2:1: student '12': the seat has 30 characters" in result.stderr
    assert not (tmp_path / "out").exists()


# The plan ---------------------------------------------------------------------------------------------------------------


def _students(number: int) -> tuple[Student, ...]:
    return tuple(Student(f"{n:04}", f"S {n}", "S", str(n), "HS 1", f"{1 + n // 6}-{1 + n % 6}") for n in range(number))


def test_seeds_of_students_follow_from_the_secret_and_their_numbers() -> None:
    """Not from the order of the list, and each has some more for when the first is no good, of which none is another's."""
    roster = Roster("r.csv", _students(30), ())
    plan = plan_of_roster(roster, "exam", SECRET.encode(), None, None)
    turned = plan_of_roster(Roster("r.csv", roster.students[::-1], ()), "exam", SECRET.encode(), None, None)
    assert plan == turned
    every = [seed for seeds in plan.variants for seed in seeds]
    assert len(set(every)) == len(every) == 30 * ATTEMPTS and max(every) < 10**9
    assert plan_of_roster(roster, "other", SECRET.encode(), None, None).variants != plan.variants


def test_no_two_students_have_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where seeds are few, who meets one that is taken has the next."""
    monkeypatch.setattr("gen.batch.plan.DIGITS", 3)
    plan = plan_of_roster(Roster("r.csv", _students(40), ()), "exam", SECRET.encode(), None, None)
    every = [seed for seeds in plan.variants for seed in seeds]
    assert all(plan.variants) and len(set(every)) == len(every) > 150


@pytest.mark.parametrize("number", [4, 6])
def test_few_variants_are_dealt_so_that_neighbours_differ(number: int) -> None:
    plan = plan_of_roster(Roster("r.csv", _students(36), ()), "exam", SECRET.encode(), number, None)
    assert len(plan.variants) == number and plan.remarks == ()
    dealt = {tuple(map(int, student.seat.split("-"))): variant for student, variant in plan.students}
    near = [((r, p), (r + a, p + b)) for r, p in dealt for a, b in ((0, 1), (1, -1), (1, 0), (1, 1)) if (r + a, p + b) in dealt]
    assert all(dealt[one] != dealt[other] for one, other in near)


def test_an_exam_travels_as_bytes(course: Path) -> None:
    """What a worker loads from a project is the exam, told by names as whoever sent it knows them."""
    exam = gen.load(course / "problems" / "exams" / "final.yaml")
    found = opened(project_of(exam))
    assert [problem.id for problem in found.exam.problems] == [problem.id for problem in exam.problems]
    assert found.plain(f"{found.folder}/problems/small.yaml:3:1: x").endswith("problems/small.yaml:3:1: x")
    assert str(found.folder) not in found.plain(f"{found.folder}/problems/small.yaml")


def test_what_files_have_in_common_is_handed_back_once() -> None:
    """Fonts of PDFs, whatever these are called; prompts and solutions in sources, readings in certificates. A file without an end of
    anything is a piece by itself. What is broken is no archive."""
    font, long = b"7 0 obj\n<< /Length 9000 >>\nstream\n" + bytes(range(225)) * 40 + b"\nendstream\nendobj\n", bytes(range(32, 224)) * 40
    files: dict[str, bytes] = {"empty": b"", "text": b"endstream"}
    for n in range(20):
        page, key = b"page %d\nendstream\nendobj\n" % n, b"%d \\end{key}" % n
        files |= {f"{n}.pdf": font + page + font, f"0361{n}": page + font, f"{n}.tex": key + long + b"\\end{prompt}" + key}
        files |= {f"{n}.certificate.json": b"%d\n    },\n" % n + long + b"\n    },\n"}
    data = packed(files.items())
    assert Results(data) == files and len(data) < len(font) + 2 * len(long) + 7_000
    for broken in (data[:-1], data + b"1", data.replace(b"page 7", b"page 8"), b"", *map(_with_table, (b"?", b"[]", b'[{"a": [0]}, []]'))):
        with pytest.raises(NoArchive):
            Results(broken)


def _with_table(table: bytes) -> bytes:
    data = len(table).to_bytes(8, "big") + table
    return sha256(data).digest() + data


def test_an_archive_is_whole_or_none() -> None:
    data = pack([("a/b", b"1" * 50), ("c", b"")])
    assert unpack(data) == {"a/b": b"1" * 50, "c": b""} and pack(unpack(data).items()) == data
    for broken in (data[:-5], data[:20], data.replace(b"11111", b"12111", 1), b""):
        with pytest.raises(NoArchive):
            unpack(broken)

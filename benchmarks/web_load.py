"""Fifty people at work in a district of 300 units, and 300 units that hand in at once, over HTTP against ``jixiao serve``.

``python benchmarks/web_load.py`` measures on SQLite; on PostgreSQL with
``python tests/web/support/with_postgres.py python benchmarks/web_load.py``. ``--data`` keeps the district for another run.
Both parts together take eight to ten minutes on two free cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

PYTHON = sys.executable
PAGES = {
    "home": "start page", "book": "a unit's book", "register": "register, 100 rows to type into", "evaluation": "score page",
    "checks": "checks of the draft's documents", "passages": "report's own words", "version": "score page of a version",
    "queue": "queue by risk", "review": "review", "round": "round, who is where", "statistics": "statistics",
    "department": "department collects", "evaluations": "own evaluations", "audit": "trail", "save_row": "save a row",
    "save_answer": "save an answer", "save_passage": "save a passage", "save_score": "save a review score",
    "frame": "empty page", "bare": "bare view",
}  # fmt: skip
AIM, AIM_SCORES = 4, 8
"""How many times a bare view's p95 the ten most used pages may take, and the score page."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--pause", type=float, default=5, help="mean seconds between two requests of one person")
    parser.add_argument("--times", type=int, default=20, help="requests of each kind by one person alone")
    parser.add_argument("--data", type=Path, help="a data folder to make the district in, or that has it already")
    parser.add_argument("--json", type=Path, help="also write all figures there")
    parser.add_argument("--only", choices=("load", "hand-in"))
    parser.add_argument("--kill", action="store_true", help="kill a worker of the server in the middle of handing in")
    asked = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="jixiao-load-") as folder:
        data = asked.data or Path(folder) / "data"
        data.mkdir(parents=True, exist_ok=True)
        os.environ.update(JIXIAO_DATA=str(data.resolve()), DJANGO_SETTINGS_MODULE="webload.settings")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        told = {"machine": f"{os.cpu_count()} cores", "database": "SQLite", "load before": os.getloadavg()[0]}
        if os.environ.get("JIXIAO_DATABASE"):
            told["database"] = "PostgreSQL"
        told["made in"] = made(asked)
        if asked.only != "hand-in":
            told |= load(asked, data)
        if asked.only != "load":
            told |= hand_in(asked, data)
        told["seconds in all"] = time.perf_counter() - started
        print(
            f"\n{told['database']}, {told['machine']}: district {told['made in']:.0f} s, all {told['seconds in all']:.0f} s"
        )
        if asked.json:
            asked.json.write_text(json.dumps(told, indent=1))


def made(asked) -> float:
    """Makes the district unless it is there; the seconds that took."""
    import django

    django.setup()
    from django.core.management import call_command

    from jixiao.web.organizations.models import Unit
    from webload.district import District, build

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    if not Unit.objects.exists():
        build(District(units=asked.units, departments=max(1, asked.units // 15)))
    return time.perf_counter() - started


@contextmanager
def server(data: Path):
    """``jixiao serve`` with two workers; its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PYTHON, "-m", "jixiao", "serve", "--data", data, "--port", port, "--workers", 2]
    running = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}login/", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield address, running
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(20)


def at_work(kind: str, plan: dict, meanwhile=None) -> dict:
    """What the people of ``plan`` measured, in a process of their own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"kind": kind, **plan}, file)
        file.flush()
        people = subprocess.Popen([PYTHON, "-m", "webload.people", file.name], stdout=subprocess.PIPE, text=True)
        if meanwhile is not None:
            meanwhile()
        return json.loads(people.communicate()[0])


def session(person) -> str:
    """A session of somebody who logged in; the hash of passwords is slow on purpose and not what is measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store.save()
    return store.session_key


# --- people at work


def load(asked, data: Path) -> dict:
    people = cast(asked.people)
    with server(data) as (address, _running):
        plan = {"address": address, "people": people, "times": asked.times}
        quiet = at_work("alone", plan)
        start, before = time.perf_counter(), os.getloadavg()[0]
        busy = at_work("working", {**plan, "seconds": asked.seconds, "pause": asked.pause})
        seconds = time.perf_counter() - start
    count = sum(map(len, busy["taken"].values()))
    print(f"\n{len(people)} people, one request every {asked.pause:g} s each: {count} requests in {seconds:.0f} s, errors {len(busy['errors'])}")  # fmt: skip
    print(f"load of the machine before / after: {before:.1f} / {os.getloadavg()[0]:.1f}\n")
    for fault in (*quiet["errors"], *busy["errors"])[:10]:
        print("!", fault)
    rows = table(quiet["taken"], busy["taken"])
    return {
        "pages": rows, "requests": count, "seconds": seconds, "errors": len(busy["errors"]) + len(quiet["errors"]),
        "load": [before, os.getloadavg()[0]],
    }  # fmt: skip


def cast(count: int) -> list[dict]:
    """Who is at work, with the addresses of their own things: of fifty 35 preparers, 8 reviewers of the bureau, 2
    evaluators, 4 reviewers of departments, an auditor."""
    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.organizations.models import Membership

    which = Round.objects.order_by("-year")[0]
    common = {"bare": "/bare/", "frame": "/frame/", "home": "/", "audit": "/audit/"}
    pages = f"/review/rounds/{which.pk}/"
    common |= {"round": pages, "statistics": f"{pages}statistics/", "queue": "/review/queue/"}
    drafts = list(Evaluation.objects.filter(round=which, state="draft").order_by("?"))
    shares = {"finance_reviewer": 8, "evaluator": 2, "department_reviewer": 4, "auditor": 1}
    people = []
    for role, share in shares.items():
        for held in Membership.objects.filter(role=role).select_related("person")[: max(1, share * count // 50)]:
            reviewed = Evaluation.objects.filter(round=which, state="with_finance").order_by("?")
            if role == "evaluator":
                reviewed = reviewed.filter(assignments__person=held.person)
            if role == "department_reviewer":
                reviewed = Evaluation.objects.filter(round=which, unit__parent=held.unit, state="with_department")
            keys = [each.pk for each in reviewed[:20]]
            if not keys and role != "auditor":
                continue  # in a small district not everybody has something to do
            paths = {
                **common, "department": "/review/department/", "review": [f"/review/evaluations/{key}/" for key in keys],
                "version": [f"/evaluations/{key}/" for key in keys],
            }  # fmt: skip
            people.append({"role": role, "session": session(held.person), "paths": paths})
    for each in drafts[: count - len(people)]:
        person = Membership.objects.get(unit=each.unit_id, role="preparer").person
        book, own = f"/books/{each.book_id}/", f"/evaluations/{each.pk}/"
        paths = {
            **common, "evaluation": own, "checks": f"{own}checks/", "passages": f"{own}passages/",
            "evaluations": "/evaluations/", "book": book, "register": f"{book}tables/activities/",
        }  # fmt: skip
        people.append({"role": "preparer", "session": session(person), "paths": paths})
    return people


def table(quiet: dict, busy: dict) -> dict:
    """Prints p50 and p95 of each page, alone and with everybody at work, as ratios to the empty page and the bare view."""
    rows = {}
    print(f"{'':34}{'alone, ms':>12}{'×bare':>7}{'at work, ms':>17}{'':8}{'p95 ×bare':>10}{'×empty':>8}{'n':>6}")
    print(f"{'':34}{'p50':>12}{'p50':>7}{'p50':>17}{'p95':>8}")
    bare, frame = p(busy["bare"]), p(busy["frame"])
    for name, label in PAGES.items():
        if name not in busy or name not in quiet:
            continue
        now, then = p(busy[name]), p(quiet[name])
        ratio = then[0] / p(quiet["bare"])[0]
        print(
            f"{label:34}{then[0] * 1000:12.1f}{ratio:7.1f}{now[0] * 1000:17.1f}{now[1] * 1000:8.1f}"
            f"{now[1] / bare[1]:10.1f}{now[1] / frame[1]:8.1f}{len(busy[name]):6}"
        )
        rows[name] = {"alone": then, "at work": now, "n": len(busy[name])}
    held(rows)
    return rows


def held(rows: dict) -> None:
    """Prints which of the pages asked for most hold their aim."""
    bare = rows["bare"]["at work"][1]
    pages = sorted(
        (name for name in rows if name not in ("bare", "frame", "evaluation")), key=lambda name: -rows[name]["n"]
    )
    most = {PAGES[name]: rows[name]["at work"][1] / bare for name in pages[:10]}
    above = {label: ratio for label, ratio in most.items() if ratio > AIM}
    print(f"\nten most used pages: {len(most) - len(above)} within {AIM} times a bare view's p95", end="")
    print("".join(f"; {label} {ratio:.1f}" for label, ratio in sorted(above.items(), key=lambda each: -each[1])))
    if "evaluation" in rows:
        print(f"score page: {rows['evaluation']['at work'][1] / bare:.1f} of {AIM_SCORES}")


def p(taken: list[float]) -> tuple[float, float]:
    """p50 and p95, in seconds."""
    if len(taken) == 1:
        return taken[0], taken[0]
    found = quantiles(taken, n=20, method="inclusive")
    return found[9], found[18]


# --- everybody hands in


def hand_in(asked, data: Path) -> dict:
    """All units hand in as fast as the server takes it; then every version, file, number and event is looked at."""
    from django.db import connections

    from jixiao.web.evaluation.models import Evaluation, Round

    which = Round.objects.order_by("-year")[0]
    opened = Evaluation.objects.filter(round=which)
    opened = opened.filter(pk__in=opened.order_by("pk").values_list("pk", flat=True)[: asked.units])
    opened.update(state="draft", changed_since=None)
    numbers = {each.pk: each.versions.count() for each in opened}
    steps = [
        {"path": f"/evaluations/{each.pk}/step/"}
        | {action: {"session": session(each.unit.memberships.get(role=role).person)}
           for action, role in (("submit", "preparer"), ("approve", "approver"))}
        for each in opened.select_related("unit")
    ]  # fmt: skip
    connections.close_all()
    before = os.getloadavg()[0]
    with server(data) as (address, running):
        meanwhile = (lambda: killed(running.pid)) if asked.kill else None
        found = at_work("handing_in", {"address": address, "steps": steps, "clients": 16}, meanwhile)
        if running.poll() is not None:
            print(f"\n! the server ended by itself: {running.returncode}")
    print(f"\n{len(steps)} units submitted and approved by 16 clients in {found['seconds']:.0f} s", end="")
    print(f"; load of the machine before / after: {before:.1f} / {os.getloadavg()[0]:.1f}")
    for action, taken in found["taken"].items():
        print(f"  {action}: p50 {p(taken)[0]:.2f} s, p95 {p(taken)[1]:.2f} s")
    print(f"  errors {len(found['errors'])}, connections broken {sum(found['broken'].values())}")
    for why, count in found["broken"].items():
        print(f"  ! {count} times {why}")
    for fault in found["errors"][:10]:
        print("  !", fault)
    wrong = looked_at(numbers)
    print(
        "  "
        + ("; ".join(wrong[:10]) or "nothing lost: every version once, every file there with its hash, trail holds")
    )
    return {
        "hand in": {key: found[key] for key in ("seconds", "broken")}
        | {action: p(taken) for action, taken in found["taken"].items()}
        | {"errors": found["errors"], "wrong": wrong, "load": [before, os.getloadavg()[0]]}
    }


def killed(server_pid: int) -> None:
    """Kills one worker of the web server, as a machine would that ran out of memory."""
    time.sleep(15)
    front = [pid for pid in children(server_pid) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    workers = [pid for parent in front for pid in children(parent) if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]  # fmt: skip
    print(f"\nkilled worker {workers[-1]} of {workers}")
    os.kill(workers[-1], signal.SIGKILL)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def looked_at(numbers: dict[int, int]) -> list[str]:
    """Everything that is wrong after handing in; nothing should be."""
    from jixiao.web.audit.chain import verify
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.registers.blobs import path_of

    wrong = []
    known: dict[str, bool] = {}
    wanted: set[frozenset] = set()
    for each in Evaluation.objects.filter(pk__in=numbers).select_related("unit", "current"):
        held = sorted(each.versions.values_list("number", flat=True))
        if held != list(range(1, numbers[each.pk] + 2)):
            wrong.append(f"{each} has versions {held} after {numbers[each.pk]}")
        if each.state not in ("with_department", "with_finance") or each.current is None:
            wrong.append(f"{each} is {each.state}")
            continue
        files = list(each.current.files.all())
        wanted.add(frozenset((file.document, file.format) for file in files))
        for file in files:
            if file.blob_id not in known:
                path = path_of(file.blob_id)
                known[file.blob_id] = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == file.blob_id
            if not known[file.blob_id]:
                wrong.append(f"{each} {file.name} is not what it was")
    if len(wanted) != 1:
        wrong.append(f"{len(wanted)} different sets of files")
    verify()
    return wrong


if __name__ == "__main__":
    main()

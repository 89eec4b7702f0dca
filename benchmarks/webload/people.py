"""People who work over HTTP: ``python -m webload.people PLAN`` reads what to do and prints what it took, as JSON.

Each person is a task with a session of their own, who reads or writes something, waits a little, and goes on. What is
written is taken from the pages read before, with their revisions, as a browser would.
"""

from __future__ import annotations

import asyncio
import html
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

import httpx

_ROW = re.compile(r'<tr id="row-\d+" data-pk="(\d+)" data-revision="(\d+)".*?</tr>', re.DOTALL)
_INPUT = re.compile(r'<input name="([a-z_]+)" value="([^"]*)"')
_REVISION = 'id="{}-revision" value="'
_SCORE = re.compile(
    r'<tr id="row-([^"]+)".*?<td class="number">[^<]*</td><td class="number">([^<]*)</td>.*?name="revision" value="(\d+)"',
    re.DOTALL,
)

READ_WRITE = {
    "preparer": {
        "bare": 4, "frame": 4, "evaluation": 18, "checks": 4, "register": 14, "book": 5, "home": 6, "evaluations": 4,
        "passages": 5, "save_row": 20, "save_answer": 12, "save_passage": 4,
    },
    "finance_reviewer": {
        "bare": 4, "frame": 4, "queue": 18, "review": 22, "version": 6, "round": 5, "statistics": 3, "save_score": 38,
    },
    "evaluator": {"bare": 4, "frame": 4, "queue": 20, "review": 32, "save_score": 40},
    "department_reviewer": {"bare": 4, "frame": 4, "department": 40, "home": 20, "version": 32},
    "auditor": {"bare": 4, "frame": 4, "audit": 60, "statistics": 32},
}  # fmt: skip
"""Of a hundred requests of somebody in that role."""
WRITES = ("save_row", "save_answer", "save_passage", "save_score")


class Person:
    """One person: their session, what they know from the pages they have read."""

    def __init__(self, told: dict, client: httpx.AsyncClient, seed: int) -> None:
        self.told, self.client, self.random = told, client, random.Random(seed)
        self.rows: dict[str, tuple[int, dict[str, str]]] = {}
        self.revisions: dict[str, int] = {}
        self.scores: dict[str, dict[str, tuple[str, int]]] = {}
        self.count = 0

    async def act(self, what: str) -> tuple[float, str]:
        """Seconds that the server took, and what was wrong with the answer."""
        if what in WRITES:
            return await getattr(self, what)()
        paths = self.told["paths"][what]
        path = self.random.choice(paths) if isinstance(paths, list) else paths
        seconds, answer = await self.get(path)
        if answer.status_code != 200:
            return seconds, f"{path} {answer.status_code}"
        self.learn(what, path, answer.text)
        return seconds, ""

    async def get(self, path: str) -> tuple[float, httpx.Response]:
        started = time.perf_counter()
        answer = await self.client.get(path)
        return time.perf_counter() - started, answer

    async def post(self, path: str, **content) -> tuple[float, httpx.Response]:
        started = time.perf_counter()
        answer = await self.client.post(path, headers={"HX-Request": "true"}, **content)
        return time.perf_counter() - started, answer

    def learn(self, what: str, path: str, page: str) -> None:
        if what == "register":
            self.rows = {
                found[1]: (int(found[2]), {name: html.unescape(text) for name, text in _INPUT.findall(found[0])})
                for found in _ROW.finditer(page)
            }
        elif what in ("evaluation", "passages"):
            for key in ("q-three_public_expenditure", "p-overview"):
                place = page.find(_REVISION.format(key))
                if place >= 0:
                    self.revisions[key] = int(page[place + len(_REVISION.format(key)) :].split('"', 1)[0])
        elif what == "review":
            self.scores = {path: {found[0]: (found[1], int(found[2])) for found in _SCORE.findall(page)}}

    async def save_row(self) -> tuple[float, str]:
        if not self.rows:
            seconds, wrong = await self.act("register")
            if wrong or not self.rows:
                return seconds, wrong or "no rows in the register's page"
        pk = self.random.choice(list(self.rows))
        revision, typed = self.rows[pk]
        self.count += 1
        typed = {**typed, "people": str(30 + self.count % 400)}
        asked = {"rows": [{"key": "1", "pk": int(pk), "revision": revision, "typed": typed}]}
        seconds, answer = await self.post(self.told["paths"]["register"] + "rows/", json=asked)
        if answer.status_code != 200:
            return seconds, f"row {answer.status_code} {answer.text[:200]}"
        (row,) = answer.json()["rows"]
        self.rows[pk] = (row["revision"], row["texts"])
        return seconds, ""

    async def save_answer(self) -> tuple[float, str]:
        return await self._typed("evaluation", "q-three_public_expenditure", "answers/three_public_expenditure/")

    async def save_passage(self) -> tuple[float, str]:
        return await self._typed("passages", "p-overview", "passages/overview/")

    async def _typed(self, page: str, key: str, path: str) -> tuple[float, str]:
        if key not in self.revisions:
            seconds, wrong = await self.act(page)
            if wrong or key not in self.revisions:
                return seconds, wrong or f"no {key} in the page"
        self.count += 1
        fields = {"text": str(15_000 + self.count % 2_000), "revision": str(self.revisions[key])}
        seconds, answer = await self.post(self.told["paths"]["evaluation"] + path, data=fields)
        if answer.status_code != 200:
            return seconds, f"{key} {answer.status_code} {answer.text[:200]}"
        place = answer.text.find(_REVISION.format(key))
        self.revisions[key] = int(answer.text[place + len(_REVISION.format(key)) :].split('"', 1)[0])
        return seconds, ""

    async def save_score(self) -> tuple[float, str]:
        if not any(self.scores.values()):
            seconds, wrong = await self.act("review")
            if wrong or not any(self.scores.values()):
                return seconds, wrong or "no scores in the review's page"
        ((path, rows),) = self.scores.items()
        indicator = self.random.choice(list(rows))
        score, revision = rows[indicator]
        self.count += 1
        fields = {"score": score, "basis": f"核对台账第 {self.count} 次，与填报相符", "revision": str(revision)}
        seconds, answer = await self.post(f"{path}scores/{indicator}/", data=fields)
        if answer.status_code != 200:
            return seconds, f"score {answer.status_code} {answer.text[:200]}"
        rows[indicator] = (score, revision + 1)
        return seconds, ""


async def working(plan: dict) -> dict:
    """Everybody at once for ``seconds``, each with a pause of ``pause`` seconds on the average between two requests.

    What is asked in the first third only warms the workers up: a district has been at work for weeks.
    """
    taken: dict[str, list[float]] = {}
    wrong: list[str] = []
    begins = time.monotonic() + plan["seconds"] / 2
    ends = begins + plan["seconds"]

    async def one(number: int, told: dict) -> None:
        async with _client(plan, told) as client:
            person = Person(told, client, number)
            weights = READ_WRITE[told["role"]]
            await asyncio.sleep(person.random.uniform(0, plan["pause"]))
            while time.monotonic() < ends:
                (what,) = person.random.choices(list(weights), list(weights.values()))
                counts = time.monotonic() >= begins
                try:
                    seconds, fault = await person.act(what)
                except httpx.HTTPError as failed:
                    seconds, fault = 0.0, f"{what}: {failed!r}"
                if fault:
                    wrong.append(fault)
                elif counts:
                    taken.setdefault(what, []).append(seconds)
                await asyncio.sleep(person.random.expovariate(1 / plan["pause"]) if plan["pause"] else 0)

    await asyncio.gather(*(one(number, told) for number, told in enumerate(plan["people"])))
    return {"taken": taken, "errors": wrong}


async def alone(plan: dict) -> dict:
    """One person at a time: each kind of request ``times`` times, the bare views between them."""
    taken: dict[str, list[float]] = {}
    wrong: list[str] = []
    roles = {told["role"]: told for told in plan["people"]}
    for number, told in enumerate(roles.values()):
        async with _client(plan, told) as client:
            person = Person(told, client, number)
            for time_ in range(plan["times"] + 2):
                for what in READ_WRITE[told["role"]]:
                    seconds, fault = await person.act(what)
                    if fault:
                        wrong.append(fault)
                    elif time_ >= 2:  # the first two warm the workers up
                        taken.setdefault(what, []).append(seconds)
    return {"taken": taken, "errors": wrong}


async def handing_in(plan: dict) -> dict:
    """``clients`` people at a time submit and approve, each unit's evaluation in its turn; asked again where the
    connection broke."""
    waiting: asyncio.Queue = asyncio.Queue()
    for told in plan["steps"]:
        waiting.put_nowait(told)
    taken: dict[str, list[float]] = {"submit": [], "approve": []}
    wrong: list[str] = []
    broken: Counter[str] = Counter()

    async def one() -> None:
        while not waiting.empty():
            told = waiting.get_nowait()
            for action in ("submit", "approve"):
                for _attempt in range(5):
                    async with _client(plan, told[action]) as client:
                        started = time.perf_counter()
                        try:
                            answer = await client.post(told["path"], data={"action": action})
                        except httpx.HTTPError as why:
                            broken[f"{action} {why!r}"] += 1
                            await asyncio.sleep(0.5)
                            continue
                    if answer.status_code != 302:
                        wrong.append(f"{told['path']} {action} {answer.status_code}")
                    taken[action].append(time.perf_counter() - started)
                    break

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(plan["clients"])))
    return {"taken": taken, "errors": wrong, "broken": broken, "seconds": time.perf_counter() - started}


def _client(plan: dict, told: dict) -> httpx.AsyncClient:
    cookies = {"sessionid": told["session"], "csrftoken": "a" * 32}
    return httpx.AsyncClient(
        base_url=plan["address"], cookies=cookies, headers={"X-CSRFToken": "a" * 32}, timeout=120, trust_env=False
    )


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text())
    kinds = {"working": working, "alone": alone, "handing_in": handing_in}
    print(json.dumps(asyncio.run(kinds[given["kind"]](given))))

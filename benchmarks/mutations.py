"""One figure changed in a clean report: is it found?

Takes the clean reports of ``tests/fixtures/clean`` with the sums that hold in them (``*.identities``), and with
``--shared DIR`` also the published reports whose truth lists such sums. In each sum every number is changed in turn in
the text, in five ways: a digit, two neighbouring digits swapped, the last digit by one, the unit (万元 and 元), the
sign. A change *leaves* if the sum no longer holds within the rounding of its printed figures, else it *stays inside*.

Found means: a warning or an error that the unchanged report did not have. Aims: 95 % of those that leave, none of those
that stay inside. Notes (severity info) do not count as found on either side.

Usage: python benchmarks/mutations.py [--shared DIR] [--verbose]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.checking.engine import check_report
from jixiao.findings import Severity
from jixiao.numbers import Interval, Printed, parse_decimal
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TERM = re.compile(r"([+\-/=]?)(\d+(?:\.\d+)?)(%?)")
AIM = 95


@dataclass(frozen=True)
class Clean:
    name: str
    text: str
    identities: tuple[str, ...]


@dataclass(frozen=True)
class Mutation:
    report: Clean
    identity: str
    kind: str
    number: str
    changed: str
    text: str
    leaves: bool


def own() -> list[Clean]:
    folder = ROOT / "tests" / "fixtures" / "clean"
    return [
        Clean(
            path.stem,
            path.read_text(encoding="utf-8"),
            tuple(path.with_suffix(".identities").read_text(encoding="utf-8").split()),
        )
        for path in sorted(folder.glob("*.txt"))
    ]


def published(shared: Path) -> list[Clean]:
    found = []
    for line in (shared / "reports" / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        path = shared / "reports" / entry["file"]
        identities = tuple(each for each in entry["identities_that_hold"] if re.fullmatch(r"[\d.+\-/=%]+", each))
        if path.is_file() and identities:
            found.append(Clean(path.stem, path.read_text(encoding="utf-8"), identities))
    return found


def findings(text: str) -> Counter[tuple[str, str]]:
    """How many findings of each check and severity, without notes. Messages are not compared: they name the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(text, encoding="utf-8")
        checked = check_report(read_report(read_document(path)))
    return Counter((f.code, f.severity.value) for f in checked.findings if f.severity is not Severity.INFO)


def is_money(text: str, numbers: list[str], starts: list[int]) -> bool:
    """Whether a sum is of amounts, which are rounded; people, points and pieces are what they say."""
    behind = [text[start + len(number) :].lstrip()[:2] for number, start in zip(numbers, starts, strict=True)]
    if any(re.match(r"[万亿千]?元", words) for words in behind):
        return True
    scores = re.search(rf"总分[^。\n]*{re.escape(numbers[-1])}", text) or any(words[:1] == "分" for words in behind)
    return not scores and all(len(number.partition(".")[2]) == 2 for number in numbers[:-1])


def holds(identity: str, place: int, replacement: tuple[str, int], *, money: bool) -> bool:
    """Whether the sum can hold within the rounding of its figures, with the number at ``place`` replaced by a text and
    a power of ten."""
    terms = _TERM.findall(identity)
    values = []
    for index, (_, number, percent) in enumerate(terms):
        text, power = replacement if index == place else (number, 0)
        value = parse_decimal(text)
        assert value is not None
        rounded = money or "." in number  # lengths and areas with decimals were measured, and are rounded as well
        printed = Printed(value, "%" if percent else "万元" if rounded else "", len(text.partition(".")[2]))
        interval = printed.interval if value else Interval.point(0)
        for _ in range(abs(power)):
            interval = interval.scaled(10) if power > 0 else interval / Interval.point(10)
        values.append(interval)
    total = values[0]
    for (sign, *_), value in zip(terms[1:], values[1:], strict=True):
        if sign == "=":
            return total.overlaps(value)
        total = total / value if sign == "/" else total - value if sign == "-" else total + value
    raise AssertionError(identity)


def places(text: str, number: str) -> list[int]:
    """Where ``number`` stands in the text as it is written, and not as a part of another number."""
    pattern = re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|\.\d|,\d)")
    return [match.start() for match in pattern.finditer(text)]


def spots(text: str, numbers: list[str]) -> list[int]:
    """Where the numbers of one sum stand: around the rarest of them, each at its nearest place."""
    found = {number: places(text, number) for number in numbers}
    anchor = found[min(numbers, key=lambda number: len(found[number]))][0]
    taken: list[int] = []
    for number in numbers:
        free = [place for place in found[number] if place not in taken] or found[number]
        taken.append(min(free, key=lambda place: abs(place - anchor)))
    return taken


def changes(number: str, following: str, chance: random.Random) -> Iterator[tuple[str, str, str, int]]:
    """Kind, new number, new words behind it, and the power of ten that the new unit adds."""
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    place = chance.choice(digits)
    new = chance.choice([digit for digit in "123456789" if digit != number[place]])
    yield "digit", number[:place] + new + number[place + 1 :], following, 0
    pairs = [(a, b) for a, b in pairwise(digits) if number[a] != number[b] and not (a == 0 and number[b] == "0")]
    if pairs:
        a, b = chance.choice(pairs)
        swapped = list(number)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        yield "swap", "".join(swapped), following, 0
    last = "1" if number[-1] == "0" else str(int(number[-1]) - 1)
    yield "last digit", number[:-1] + last, following, 0
    if following.startswith("万元"):
        yield "unit", number, following.removeprefix("万"), -4
    elif following.startswith("元"):
        yield "unit", number, "万" + following, 4
    if parse_decimal(number):
        yield "sign", "-" + number, following, 0


@dataclass(frozen=True)
class Sum:
    """An identity whose numbers all stand in the text, and where."""

    identity: str
    numbers: list[str]
    starts: list[int]
    money: bool


def sums(report: Clean) -> list[Sum]:
    """A sum of which the reader makes one number is not in the text, and nothing in the text can contradict it."""
    found = []
    for identity in report.identities:
        numbers = [number for _, number, _ in _TERM.findall(identity)]
        if all(places(report.text, number) for number in numbers):
            starts = spots(report.text, numbers)
            found.append(Sum(identity, numbers, starts, is_money(report.text, numbers, starts)))
    return found


def mutations(report: Clean, chance: random.Random) -> Iterator[Mutation]:
    known = sums(report)
    for each in known:
        for number, start in zip(each.numbers, each.starts, strict=True):
            end = start + len(number)
            for kind, new, following, power in changes(number, report.text[end:], chance):
                leaves = any(
                    not holds(other.identity, other.starts.index(start), (new, power), money=other.money)
                    for other in known
                    if start in other.starts
                )
                yield Mutation(report, each.identity, kind, number, new, report.text[:start] + new + following, leaves)


def number_of(mutation: Mutation) -> str:
    return f"{mutation.number} → {mutation.changed}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", default=os.environ.get("JIXIAO_SHARED", ""))
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failed = False
    for title, reports in (("own", own()), ("published", published(Path(given.shared)) if given.shared else [])):
        tally: Counter[tuple[str, bool, bool]] = Counter()
        for report in reports:
            before = findings(report.text)
            for mutation in mutations(report, random.Random(f"{given.seed}{report.name}")):
                new = findings(mutation.text) - before
                # Inside the rounding no sum may be called wrong; that another statement breaks is another matter.
                found = bool(new) if mutation.leaves else any(code.startswith("AR") for code, _ in new)
                tally[mutation.kind, mutation.leaves, found] += 1
                if given.verbose and found != mutation.leaves:
                    fault = "not found" if mutation.leaves else "found though inside"
                    print(
                        f"{fault}: {report.name} {mutation.identity} {mutation.kind} {number_of(mutation)} {', '.join(code for code, _ in new)}"
                    )
        if reports:
            failed |= not _print(title, len(reports), tally)
    return int(failed)


def _print(title: str, reports: int, tally: Counter[tuple[str, bool, bool]]) -> bool:
    kinds = sorted({kind for kind, *_ in tally})
    print(f"== {title}: {reports} reports")
    found = leaving = false = staying = 0
    for kind in kinds:
        out, hit = tally[kind, True, False] + tally[kind, True, True], tally[kind, True, True]
        inside, wrong = tally[kind, False, False] + tally[kind, False, True], tally[kind, False, True]
        print(f"{kind:11} leaves {out:4}, found {hit:4} ({_share(hit, out)})   stays inside {inside:3}, found {wrong}")
        found, leaving, false, staying = found + hit, leaving + out, false + wrong, staying + inside
    print(
        f"{'all':11} leaves {leaving:4}, found {found:4} ({_share(found, leaving)})   stays inside {staying:3}, found {false}"
    )
    return found * 100 >= AIM * leaving and not false


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "—"


if __name__ == "__main__":
    sys.exit(main())

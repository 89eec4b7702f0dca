"""How much of real published reports is read right, and how many of their contradictions are found.

Runs ``jixiao read`` and ``jixiao check`` in process over the invented reports of ``examples/reports`` and over two
folders of published reports (``seeds`` with ``expected.json``, ``reports`` with ``truth.jsonl``), and prints precision,
recall and F1 per kind:

* figures: name, value as printed, unit and scope, by the JSON contract. The truth names the key figures only, so a
  named figure of the unit that the truth does not list is shown as *unlisted* and not counted; a listed name with
  another value is a false one.
* indicators: name, points, score, target and actual together.
* inconsistencies: a finding of the same kind that shows a figure or a quoted word of the description.
* false alarms: findings at severity error that fit nothing in the truth, and any that show a sum that holds.

The published folders are no part of the repository: ``--shared DIR`` or the variable JIXIAO_SHARED name them; without
them the run says so and measures the invented ones only. ``--verbose`` prints every miss; file names or their beginnings
choose files.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jixiao.checking.engine import check_report
from jixiao.findings import Finding, Severity
from jixiao.numbers import narrow
from jixiao.reading.contract import to_contract
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "reports"
Triple = tuple[str, str, str]


@dataclass
class Tally:
    """Counts of one kind: found right, found wrong, not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __iadd__(self, other: Tally) -> Self:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        return self

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def line(self, title: str) -> str:
        return (
            f"{title:<16} P {self.precision:6.2%}  R {self.recall:6.2%}  F1 {self.f1:6.2%}"
            f"  (right {self.right}, wrong {self.wrong}, missed {self.missed})"
        )


@dataclass
class Truth:
    """What a careful reader found in one file, in one shape for all folders."""

    path: Path
    figures: dict[tuple[str, str], str]
    indicators: list[dict[str, str]]
    identity: dict[str, str | None]
    faults: list[tuple[str, str]]
    notes: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)


# --- the truth -------------------------------------------------------------------------------------------------


def _value(text: str, unit: str | None = None) -> str:
    """A printed value for comparing: digits and unit without blanks, 万 and 亿 as 万元 and 亿元."""
    slim = narrow(text + (unit or "")).replace(" ", "")
    return slim + "元" if slim.endswith(("万", "亿")) else slim


def seeds(folder: Path) -> list[Truth]:
    entries = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["reports"]
    return [_seed(folder, entry) for entry in entries]


def _seed(folder: Path, entry: dict[str, Any]) -> Truth:
    figures = {(name, "unit"): _value(text) for name, text in entry["figures"].items()}
    for kind in ("projects", "tasks"):
        for item in entry.get(kind, ()):
            figures |= {(k, item["name"]): _value(v) for k, v in item.items() if k not in ("name", "note")}
    rows = [
        {"name": name, "points": str(points), "score": str(score)}
        for name, points, score in entry.get("indicators", ())
    ]
    return Truth(
        folder / entry["file"],
        figures,
        rows,
        {
            "unit": entry["unit"],
            "year": str(entry["year"]),
            "kind": entry["kind"],
            "total_score": entry["total_score"],
            "grade": entry["grade"],
        },
        [(item["kind"], item["what"]) for item in entry["must"]],
        [item["what"] for item in entry["may"]],
        entry["identities_that_hold"],
    )


_TAG = re.compile(r"\[(\w+)\]\s*(.*)", re.DOTALL)


def reports(folder: Path) -> list[Truth]:
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [_report(folder, json.loads(line)) for line in lines if line.strip()]


def _report(folder: Path, entry: dict[str, Any]) -> Truth:
    figures = {(name, "unit"): _value(item["value"], item["unit"]) for name, item in entry["amounts"].items()}
    figures |= {(name, "unit"): _value(text) for name, text in entry["rates"].items()}
    faults = [(match[1], match[2]) for text in entry["inconsistencies"] if (match := _TAG.match(text))]
    notes = [match[2] for text in entry["may"] if (match := _TAG.match(text))]
    identity = {name: entry[name] for name in ("unit", "year", "kind", "total_score", "grade")}
    return Truth(
        folder / entry["file"], figures, entry["indicators"], identity, faults, notes, entry["identities_that_hold"]
    )


# --- comparing -------------------------------------------------------------------------------------------------


def _same(printed: str, true: str) -> bool:
    return printed == true or printed in (true + "%", true + "元") or printed.lstrip("+") == true


def compare_figures(truth: Truth, contract: dict[str, Any]) -> tuple[Tally, list[str], list[str]]:
    """Key figures against the truth: the tally, the misses in words, and named unit figures that it does not list."""
    seen: dict[tuple[str, str], list[str]] = {}
    for figure in contract["figures"]:
        if figure["name"]:
            values = seen.setdefault((figure["name"], figure["scope"]), [])
            value = _value(figure["value"], figure["unit"])
            values += [value] if value not in values else []
    tally, misses = Tally(), []
    for key, true in truth.figures.items():
        values = seen.get(key, [])
        good = [value for value in values if _same(value, true)]
        tally += Tally(len(good[:1]), len(values) - len(good), 0 if good else 1)
        if not good or len(values) > len(good):
            misses.append(f"figure {key[0]} [{key[1]}]: true {true}, read {values or '—'}")
    unlisted = [
        f"{name}={'、'.join(v)}"
        for (name, scope), v in seen.items()
        if scope == "unit" and (name, scope) not in truth.figures
    ]
    return tally, misses, unlisted


_FIELDS = ("points", "score", "target", "actual")


def _slim(text: str | None) -> str:
    return narrow(text or "").replace(" ", "")


def compare_indicators(truth: Truth, contract: dict[str, Any]) -> tuple[Tally, list[str]]:
    """Indicator rows against the truth; fields that the truth leaves out are not compared."""
    left = list(contract["indicators"])
    tally, misses = Tally(), []
    for true in truth.indicators:
        same = [row for row in left if _slim(row["name"]) == _slim(true["name"])]
        good = [row for row in same if all(_slim(row[f]) == _slim(true[f]) for f in _FIELDS if f in true)]
        if good:
            left.remove(good[0])
            tally += Tally(1, 0, 0)
        elif same:
            left.remove(same[0])
            tally += Tally(0, 1, 1)
            read = {f: same[0][f] for f in _FIELDS if f in true and _slim(same[0][f]) != _slim(true[f])}
            misses.append(f"indicator {true['name']}: true { ({f: true[f] for f in read}) }, read {read}")
        else:
            tally += Tally(0, 0, 1)
            misses.append(f"indicator {true['name']}: not found")
    tally += Tally(0, len(left), 0)
    misses += [f"indicator {row['name']}: not in the truth ({row['score']}/{row['points']})" for row in left]
    return tally, misses


def compare_identity(truth: Truth, contract: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    right: Counter[str] = Counter()
    misses = []
    for name, true in truth.identity.items():
        read = contract[name]
        expected = None if true is not None and "x" in true and name == "year" else true
        same = (None if read is None else str(read)) == expected
        if name == "grade" and read and expected:
            same = read.removesuffix("秀") == expected.removesuffix("秀")
        right[name] += same
        if not same:
            misses.append(f"{name}: true {true}, read {read}")
    return right, misses


# --- findings --------------------------------------------------------------------------------------------------

_HINT = re.compile(r"\d[\d,.]*\d|[“'「](.+?)[”'」]")
_FAMILY = {"arithmetic": "figures", "consistency": "figures", "logic": "logic", "form": "form"}


def _hints(text: str) -> set[str]:
    """Figures of three and more characters and quoted words by which a description can be told apart."""
    found = {match[1] or match[0].rstrip(".") for match in _HINT.finditer(narrow(text))}
    return {hint for hint in found if len(hint) >= 2 and not re.fullmatch(r"20\d\d|100|100%|10|90", hint)}


_SHARED_WORDS = 2
"""Stretches of three Chinese characters that a finding and a description without figures have to share."""


_MANY = 3
"""Figures of a description from which on a finding that is meant by it shows at least two of them."""


def _shows(finding: Finding, text: str, *, words: bool = False, closely: bool = False) -> bool:
    """Whether a finding shows a figure or quoted word of the description; with ``words`` also by its plain words, and
    ``closely`` two figures where the description has many."""
    shown = narrow(" ".join([finding.message, *finding.steps, *(place.quote for place in finding.locations)]))
    hints = _hints(text)
    least = 2 if closely and len(hints) >= _MANY else 1
    if sum(hint in shown for hint in hints) >= least:
        return True
    chunks = re.findall(r"[\u4e00-\u9fff]{3,}", text)
    grams = {chunk[i : i + 3] for chunk in chunks for i in range(len(chunk) - 2)}
    years = set(re.findall(r"20\d\d", text))
    told_apart = len(years) > 1 and all(year in shown for year in years)
    return words and (told_apart or sum(gram in shown for gram in grams) >= _SHARED_WORDS)


@dataclass
class Judged:
    """What the findings on one report are worth: which descriptions some finding fits, by kind; how many findings at
    severity error fit none (``alarms``); how many show a sum that holds."""

    faults: dict[str, Tally] = field(default_factory=dict)
    alarms: int = 0
    sums_that_hold: int = 0


def compare_findings(truth: Truth, findings: tuple[Finding, ...]) -> tuple[Judged, list[str]]:
    judged, misses = Judged(), list[str]()
    fitting: set[int] = set()
    for kind, text in truth.faults:
        alike = [i for i, f in enumerate(findings) if _FAMILY[f.kind.value] == _FAMILY[kind]]
        good = (
            [i for i in alike if _shows(findings[i], text)]
            or [i for i in alike if _shows(findings[i], text, words=True)]
            or [i for i, f in enumerate(findings) if _shows(f, text)]
        )
        fitting.update(i for i in good if _shows(findings[i], text, words=True, closely=True))
        tally = judged.faults.setdefault(kind, Tally())
        tally += Tally(1, 0, 0) if good else Tally(0, 0, 1)
        if not good:
            misses.append(f"not found [{kind}] {text}")
    alarms = [
        finding
        for i, finding in enumerate(findings)
        if finding.severity is Severity.ERROR
        and i not in fitting
        and not any(_shows(finding, text, closely=True) for text in truth.notes)
    ]
    judged.alarms = len(alarms)
    misses += [f"false alarm {f.code} {f.message}" for f in alarms]
    for identity in truth.holds:
        numbers = [n for n in re.findall(r"\d[\d.]*", identity) if n not in ("100", "0")]
        for finding in (f for i, f in enumerate(findings) if f.kind.value == "arithmetic" and i not in fitting):
            step = " ".join((finding.message, *finding.steps))
            if numbers and all(number in step for number in numbers) and finding not in alarms:
                judged.sums_that_hold += 1
                misses.append(f"shows a sum that holds: {identity} in {finding.code} {finding.message}")
    return judged, misses


# --- the run ---------------------------------------------------------------------------------------------------


@dataclass
class Measured:
    """What is measured of one folder. ``faults`` by kind of contradiction; ``alarmed`` the reports with a false alarm."""

    reports: int = 0
    figures: Tally = field(default_factory=Tally)
    unlisted: int = 0
    indicators: Tally = field(default_factory=Tally)
    identity: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Tally] = field(default_factory=dict)
    alarms: int = 0
    alarmed: int = 0
    sums_that_hold: int = 0

    def add(self, truth: Truth, only: str = "") -> list[str]:
        """Reads, checks and compares one report; what was missed, in words. ``only`` tells one part from the rest."""
        report = read_report(read_document(truth.path))
        contract = to_contract(report)
        self.reports += 1
        said: dict[str, list[str]] = {}
        tally, misses, unlisted = compare_figures(truth, contract)
        self.figures += tally
        self.unlisted += len(unlisted)
        said["figures"] = [*misses, *(f"unlisted {text}" for text in unlisted)]
        tally, said["indicators"] = compare_indicators(truth, contract)
        self.indicators += tally
        right, said["identity"] = compare_identity(truth, contract)
        self.identity += right
        if only in ("", "findings"):
            judged, said["findings"] = compare_findings(truth, check_report(report).findings)
            for kind, tally in judged.faults.items():
                total = self.faults.setdefault(kind, Tally())
                total += tally
            self.alarms += judged.alarms
            self.alarmed += bool(judged.alarms)
            self.sums_that_hold += judged.sums_that_hold
        return [line for part, lines in said.items() if only in ("", part) for line in lines]

    def lines(self, identity: Iterable[str], only: str) -> Iterator[str]:
        yield f"{self.figures.line('figures')} unlisted named figures of the unit: {self.unlisted}"
        yield self.indicators.line("indicators")
        yield "identity         " + "  ".join(f"{name} {self.identity[name]}/{self.reports}" for name in identity)
        if only not in ("", "findings"):
            return
        found, planted = (sum(getter(t) for t in self.faults.values()) for getter in (_found, _planted))
        kinds = "  ".join(f"{kind} {_found(t)}/{_planted(t)}" for kind, t in sorted(self.faults.items()))
        yield f"inconsistencies  R {found / planted if planted else 1:6.2%}  ({kinds})"
        yield (
            f"false alarms     {self.alarms} at severity error, in {self.alarmed} of {self.reports} reports;"
            f" {self.sums_that_hold} sums that hold shown as wrong"
        )


def _found(tally: Tally) -> int:
    return tally.right


def _planted(tally: Tally) -> int:
    return tally.right + tally.missed


def run(folder: str, truths: list[Truth], *, verbose: bool, only: str) -> None:
    measured = Measured()
    for truth in truths:
        said = measured.add(truth, only)
        if verbose and said:
            print(f"\n{truth.path.name}")
            print("\n".join(f"  {line}" for line in said))
    print(f"\n== {folder}: {measured.reports} reports")
    print("\n".join(measured.lines(truths[0].identity, only)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", help="beginnings of file names; all files if none")
    default = os.environ.get("JIXIAO_SHARED", str(ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=Path(default), help="folder that holds seeds/ and reports/")
    parser.add_argument("--verbose", "-v", action="store_true", help="print every miss")
    parser.add_argument("--only", choices=("figures", "indicators", "identity", "findings"), default="")
    options = parser.parse_args()
    folders = [("examples/reports", reports(EXAMPLES))]
    if (options.shared / "seeds" / "expected.json").is_file():
        folders.append(("seeds", seeds(options.shared / "seeds")))
        folders.append(("reports", reports(options.shared / "reports")))
    else:
        print(f"accuracy: no published reports at {options.shared} (--shared DIR or JIXIAO_SHARED), invented ones only")
    for folder, truths in folders:
        chosen = [t for t in truths if not options.files or t.path.name.startswith(tuple(options.files))]
        if chosen:
            run(folder, chosen, verbose=options.verbose, only=options.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())

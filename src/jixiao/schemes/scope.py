"""The names that formulas and rules of one scheme may use: inputs and formulas, by identifier or Chinese label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.schemes.formula import (
    Binary,
    Formula,
    Malformed,
    Name,
    Negative,
    Node,
    Number,
    parse_formula,
    renamed,
    render,
    walk,
)
from jixiao.schemes.yamlnodes import Faults, Place, Scalar, near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.schemes.model import Input

__all__ = ["KINDS", "Scope"]

KINDS: Final = {
    "money": "金额",
    "rate": "比率",
    "count": "个数",
    "number": "数",
    "share": "比例",
    "yes_no": "是否",
    "choice": "选择项",
    "date": "日期",
}
"""Kinds of inputs in Chinese, beside the words that a scheme file uses for them."""
_NUMERIC: Final = ("money", "rate", "count", "number", "share")

Dimension = tuple[int, int] | None
"""Powers of money and of counted things; ``None`` fits anything (literals, inputs of kind ``number``)."""


_DIMENSIONS: Final[dict[str, Dimension]] = {"money": (1, 0), "count": (0, 1), "rate": (0, 0), "share": (0, 0)}


class Scope:
    """What may be named, and what has been named so far (``used``).

    ``broken`` are names whose own declaration is at fault; using them is no further fault.
    """

    def __init__(self, inputs: Mapping[str, Input], faults: Faults) -> None:
        self.inputs = inputs
        self.formulas: dict[str, Formula] = {}
        self.faults = faults
        self.used: set[str] = set()
        self._dimensions: dict[str, Dimension] = {}
        self.broken: set[str] = set()
        self._labels = {spec.label: name for name, spec in inputs.items()}

    def declare(self, formula: Formula) -> None:
        """Makes a named formula usable by those read after it."""
        self.formulas[formula.name] = formula
        self._dimensions[formula.name] = self._dimension(formula.tree, [])
        self._labels[formula.label] = formula.name

    @property
    def _known(self) -> list[str]:
        return [*self.inputs, *self.formulas, *self._labels]

    def resolve(self, name: str) -> str | None:
        """The identifier of an input or formula given by identifier or label; ``None`` if there is none."""
        if name in self.inputs or name in self.formulas:
            return name
        return self._labels.get(name)

    def unknown(self, name: str, place: Place, what: str) -> None:
        """Reports that ``name`` is neither an input nor a formula."""
        if name in self.broken:
            return
        self.faults.add(
            "SC009",
            place,
            f"{what}用到的“{name}”没有在 inputs 或 formulas 里声明{near(name, self._known)}",
            actual=name,
            advice="先在 inputs 里声明要填的数据，或在 formulas 里写出它的算法。",
        )

    def read(self, scalar: Scalar, what: str) -> Formula | None:
        """The formula that ``scalar`` holds, its names resolved; ``None`` after a fault."""
        tree = parse_formula(scalar.text)
        if isinstance(tree, Malformed):
            place = replace(scalar.place, column=scalar.place.column + scalar.quoted + tree.position)
            self.faults.add("SC013", place, f"{what}的公式“{scalar.text}”写错了：{tree.message}。", actual=scalar.text)
            return None
        sound = True
        for node in walk(tree):
            if not isinstance(node, Name):
                continue
            found = self.resolve(node.name)
            if found is None:
                self.unknown(node.name, scalar.place, what)
                sound = False
            elif found in self.inputs and self.inputs[found].kind not in _NUMERIC:
                self.faults.add(
                    "SC005",
                    scalar.place,
                    f"{what}的公式里“{self.inputs[found].label}”不是数（它是{KINDS[self.inputs[found].kind]}），不能参加计算。",
                    actual=node.name,
                )
                sound = False
            else:
                self.used.add(found)
        if not sound:
            return None
        tree = renamed(tree, lambda name: self.resolve(name) or name)
        clashes: list[str] = []
        show = self._default_show(tree, self._dimension(tree, clashes))
        for doing in clashes:
            self.faults.add(
                "SC020",
                scalar.place,
                f"{what}的公式“{scalar.text}”把单位不同的数（如金额与人数、金额与比率）放在一起{doing}。",
                actual=scalar.text,
            )
        return Formula(scalar.text, tree, show=show, words=render(tree, self.label))

    def label(self, name: str) -> str:
        """The Chinese label of an input or formula."""
        return self.inputs[name].label if name in self.inputs else self.formulas[name].label

    def _default_show(self, tree: Node, dimension: Dimension) -> str:
        if isinstance(tree, Name) and tree.name in self.formulas:
            return self.formulas[tree.name].show
        if dimension == (1, 0):
            return "money_2"
        return "percent_2" if dimension == (0, 0) else "number_2"

    def _dimension(self, tree: Node, clashes: list[str]) -> Dimension:
        """What the tree's value is made of; ``clashes`` gets a word for each sum or comparison of unlike things."""
        if isinstance(tree, Number):
            return None
        if isinstance(tree, Name):
            spec = self.inputs.get(tree.name)
            return self._dimensions.get(tree.name) if spec is None else _DIMENSIONS.get(spec.kind)
        if isinstance(tree, Negative):
            return self._dimension(tree.operand, clashes)
        operands = (tree.left, tree.right) if isinstance(tree, Binary) else tree.arguments
        parts = [self._dimension(operand, clashes) for operand in operands]
        if isinstance(tree, Binary) and tree.operator in "*/":
            return _product(tree, parts[0], parts[1])
        known = [part for part in parts if part is not None]
        if any(part != known[0] for part in known):
            clashes.append("加减" if isinstance(tree, Binary) else "比较大小")
        return known[0] if known else None


def _product(tree: Binary, left: Dimension, right: Dimension) -> Dimension:
    if isinstance(tree.right, Number):
        return left
    if isinstance(tree.left, Number) and tree.operator == "*":
        return right
    if left is None or right is None:
        return None
    sign = 1 if tree.operator == "*" else -1
    return left[0] + sign * right[0], left[1] + sign * right[1]

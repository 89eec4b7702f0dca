"""``extends``: a scheme that starts from another one and overrides its indicators by id.

Works on YAML nodes, so that every line keeps its own file and number in the messages. Top-level keys replace the
parent's; ``sources``, ``inputs`` and ``formulas`` are overridden name by name; ``examples`` are not inherited, because
their results need not hold any more. An indicator with a known id overrides the keys it gives; ``remove: true`` takes it
out; one with a new id is added at the end, under ``under`` or after ``after``. A key given as null is taken out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.schemes.yamlnodes import Items, Node, Scalar, Table, near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jixiao.schemes.yamlnodes import Faults

__all__ = ["extend"]

_BY_NAME = ("sources", "inputs", "formulas", "rounding", "in_force")
_PLACING = ("remove", "under", "after")


def extend(parent: Table, child: Table, faults: Faults) -> Table:
    """The table of the child scheme with everything filled in from the parent."""
    pairs = {key.text: (key, value) for key, value in parent.items() if key.text not in ("examples", "extends", "note")}
    for key, value in child.items():
        old = pairs.get(key.text)
        if key.text == "indicators" and old is not None and isinstance(value, Items):
            merged: Node = _indicators(old[1], value, faults)
        elif key.text in _BY_NAME and old is not None and isinstance(value, Table) and isinstance(old[1], Table):
            merged = _override(old[1], value)
        else:
            merged = value
        pairs[key.text] = (key, merged)
    return Table(child.place, tuple(pairs.values()))


def _override(parent: Table, child: Table) -> Table:
    pairs = {key.text: (key, value) for key, value in parent.items()}
    pairs.update({key.text: (key, value) for key, value in child.items()})
    # The place is the child's, because it is the child that has to be put right.
    return Table(child.place, tuple(pairs.values()))


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    return value.text.strip() if isinstance(value, Scalar) and not value.is_null else ""


def _nodes(items: tuple[Node, ...]) -> Iterator[Table]:
    for item in items:
        if isinstance(item, Table):
            yield item
            children = item.get("children")
            if isinstance(children, Items):
                yield from _nodes(children.items)


def _indicators(parent: Node, child: Items, faults: Faults) -> Items:
    items = parent.items if isinstance(parent, Items) else ()
    for change in child.items:
        items = _apply(items, change, "", faults)
    return Items(child.place, items)


def _apply(items: tuple[Node, ...], change: Node, under: str, faults: Faults) -> tuple[Node, ...]:
    """The indicators after one entry of the child's list, which stands inside indicator ``under`` (empty: at the top)."""
    if not isinstance(change, Table):
        return (*items, change)
    name = _text(change, "id")
    known = [_text(node, "id") for node in _nodes(items)]
    for key in ("under", "after"):
        place, asked = change.get(key), _text(change, key)
        if place is not None and asked not in known:
            message = f"“{key}: {asked}”指的指标在沿用的方案里没有{near(asked, known)}"
            faults.add("SC018", place.place, message, actual=asked)
            return items
    if _text(change, "remove") == "true":
        if name not in known:
            faults.add("SC018", change.place, f"要删去的指标“{name}”在沿用的方案里没有{near(name, known)}", actual=name)
        return _mapped(items, name, None)
    children = change.get("children")
    own = Table(change.place, tuple(pair for pair in change.items() if pair[0].text not in _PLACING))
    if name in known:
        nested = children.items if isinstance(children, Items) else ()
        own = Table(own.place, tuple(pair for pair in own.items() if pair[0].text != "children" or not nested))
        items = _mapped(items, name, own)
        for inner in nested:
            items = _apply(items, inner, name, faults)
        return items
    after = _text(change, "after")
    return _added(items, own, _text(change, "under") or ("" if after else under), after)


def _mapped(items: tuple[Node, ...], name: str, override: Table | None) -> tuple[Node, ...]:
    """The indicators with the one called ``name`` overridden, or taken out where ``override`` is ``None``."""
    found: list[Node] = []
    for item in items:
        if not isinstance(item, Table):
            found.append(item)
        elif _text(item, "id") != name:
            found.append(_with_children(item, lambda inner: _mapped(inner, name, override)))
        elif override is not None:
            found.append(_override(item, override))
    return tuple(found)


def _added(items: tuple[Node, ...], new: Table, under: str, after: str) -> tuple[Node, ...]:
    if not under and not after:
        return (*items, new)
    found: list[Node] = []
    for item in items:
        if not isinstance(item, Table):
            found.append(item)
            continue
        if under and _text(item, "id") == under:
            found.append(_with_children(item, lambda inner: _added(inner, new, "", after), even_if_none=True))
            continue
        found.append(_with_children(item, lambda inner: _added(inner, new, under, after)))
        if not under and _text(item, "id") == after:
            found.append(new)
    return tuple(found)


def _with_children(
    item: Table, change: Callable[[tuple[Node, ...]], tuple[Node, ...]], *, even_if_none: bool = False
) -> Table:
    children = item.get("children")
    if not isinstance(children, Items):
        if not even_if_none:
            return item
        key = Scalar(item.place, "children")
        return Table(item.place, (*item.pairs, (key, Items(item.place, change(())))))
    changed = Items(children.place, change(children.items))
    return Table(item.place, tuple((key, changed if value is children else value) for key, value in item.pairs))

"""Whatever stands in a scheme file, the loader answers with a scheme or with findings, never with an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.schemes.loader import load_content

FIXTURES = Path(__file__).parent / "fixtures"
TEXT = (FIXTURES / "small.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
FRAGMENTS = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "&a ",
    "*a",
    "!!x ",
    "|",
    "\t",
    "\n",
    "%",
    "null",
    "0",
    "-1",
    "9e9",
    "÷ 0",
    "”",
]


@st.composite
def mutated(draw):
    """The small scheme with lines taken out, doubled or moved, and with fragments set in anywhere."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["drop", "double", "move", "indent", "insert", "cut"]))
        if what == "drop":
            del lines[at]
        elif what == "double":
            lines.insert(at, lines[at])
        elif what == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif what == "indent":
            lines[at] = " " * draw(st.integers(0, 9)) + lines[at].lstrip()
        elif what == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        else:
            column = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + draw(st.sampled_from(FRAGMENTS)) + lines[at][column:]
        lines = lines or [""]
    return "\n".join(lines)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_scheme_loads_or_is_refused_with_places(text):
    loaded = load_content(text.encode(), Path("small.yaml"))
    assert (loaded.scheme is not None) or loaded.findings
    for finding in loaded.findings:
        assert finding.locations[0].file == "small.yaml"
        assert 0 <= finding.locations[0].line <= len(text.splitlines())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_scheme_are_refused(content):
    loaded = load_content(content, Path("noise.yaml"))
    assert loaded.scheme is None
    assert loaded.findings


SCALARS = st.one_of(
    st.text(max_size=8), st.sampled_from(["a", "expenditure", "1", "90%", "a ÷ b", "是", "true", "norm"])
)
KEYS = st.sampled_from([
    "id", "title", "version", "jurisdiction", "issuer", "subject", "in_force", "from", "to", "points", "rounding", "score",
    "total", "total_of", "not_applicable", "grades", "name", "sources", "inputs", "label", "kind", "formulas", "is", "show",
    "indicators", "rule", "children", "bands", "parts", "levels", "categories", "examples", "facts", "goals", "expect",
    "extends", "scored", "value", "wording", "source", "ref", "certainty", "share", "mode", "remove", "under", "after",
])  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=40,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, TREES, max_size=12), st.booleans())
def test_any_tree_of_known_keys_is_refused_with_findings(tree, extending):
    import yaml

    if extending:
        tree["extends"] = "small"
    content = yaml.safe_dump(tree, allow_unicode=True).encode()
    loaded = load_content(content, Path("tree.yaml"), [FIXTURES])
    assert loaded.scheme is None
    assert loaded.findings

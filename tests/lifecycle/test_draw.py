"""A draw is repeated by anyone with the seed and the list, by nothing but SHA-256 and a sort."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from jixiao.lifecycle.draw import Member, digest_of, draw

members = st.lists(
    st.builds(Member, st.text("0123456789", min_size=1, max_size=6), st.sampled_from(["甲", "乙", ""])),
    unique_by=lambda member: member.key,
    max_size=40,
)


@given(st.text(max_size=20), members, st.integers(0, 10), st.randoms())
def test_order_of_the_list_makes_no_difference(seed, population, size, random):
    sizes = dict.fromkeys(["甲", "乙", ""], size)
    shuffled = random.sample(population, len(population))
    assert draw(seed, population, sizes) == draw(seed, shuffled, sizes)
    assert digest_of(population) == digest_of(shuffled)


@given(st.text(max_size=20), members, st.integers(0, 10))
def test_as_many_of_each_stratum_as_announced(seed, population, size):
    drawn = draw(seed, population, dict.fromkeys(["甲", "乙", ""], size))
    for stratum in ("甲", "乙", ""):
        of = sum(member.stratum == stratum for member in population)
        assert sum(member.stratum == stratum for member in drawn) == min(size, of)


def test_by_hand():
    population = [Member(f"{number:03}") for number in range(1, 21)]
    by_hand = sorted(
        (hashlib.sha256(f"20261121\n{member.key}".encode()).hexdigest(), member.key) for member in population
    )
    assert [member.key for member in draw("20261121", population, {"": 3})] == [key for _, key in by_hand[:3]]

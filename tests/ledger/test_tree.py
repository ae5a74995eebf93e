"""The Merkle tree against the RFC's own definition, foreign vectors, and proofs gone wrong."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.inclusion import included
from voting.ledger.tree import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
)

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors" / "rfc6962_merkle_proofs.json"


@cache
def vectors() -> dict[str, Any]:
    """The vectors of transparency-dev/merkle, when somebody has put them beside the checkout."""
    if not VECTORS.exists():
        pytest.skip("the RFC 6962 vectors are not beside this checkout")
    return json.loads(VECTORS.read_bytes())


def unb64(values):
    return [base64.b64decode(value) for value in values or ()]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 writes it down, without any cleverness."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


def test_the_published_roots_come_out():
    """Leaf inputs and roots of sizes 0 to 8 as transparency-dev/merkle publishes them."""
    given_tree = vectors()["tree"]
    tree = Tree()
    roots = [tree.root().hex()]
    for text in given_tree["leaf_inputs_hex"]:
        tree.append(leaf_hash(bytes.fromhex(text)))
        roots.append(tree.root().hex())
    assert roots == given_tree["roots_hex_by_size"]


def test_every_published_inclusion_proof_is_judged_rightly():
    """98 inclusion proofs, good and bad: accepted when good, refused when not."""
    cases = vectors()["inclusion"]
    assert len(cases) == 98
    for name, case in cases.items():
        leaf, root = unb64([case["leafHash"], case["root"]])
        found = included(leaf, case["leafIdx"], case["treeSize"], unb64(case["proof"]), root)
        assert found is not case["wantErr"], name


def test_every_published_consistency_proof_is_judged_rightly():
    """98 consistency proofs, good and bad; the useless ones from size 0 are refused."""
    cases = vectors()["consistency"]
    assert len(cases) == 98
    for name, case in cases.items():
        root1, root2 = unb64([case["root1"], case["root2"]])
        found = verify_consistency(case["size1"], case["size2"], root1, root2, unb64(case["proof"]))
        assert found is not case["wantErr"], name


def test_every_proof_of_every_small_tree_verifies():
    """All sizes to 40: root by definition, inclusion of each leaf, consistency from each earlier size."""
    leaves = leaves_of(40)
    tree = Tree(leaves)
    for size in range(1, 41):
        root = tree.root(size)
        assert root == by_definition(leaves[:size])
        for index in range(size):
            assert included(leaves[index], index, size, tree.inclusion(index, size), root)
            assert verify_consistency(index + 1, size, tree.root(index + 1), root, tree.consistency(index + 1, size))


@given(st.data(), st.integers(1, 300))
def test_a_proof_holds_for_its_own_leaf_and_place_only(data, size):
    """A path verifies where it was made for, and neither for another leaf nor at another place."""
    leaves = leaves_of(size)
    tree = Tree(leaves)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path = tree.inclusion(index)
    assert included(leaves[index], index, size, path, tree.root())
    if other != index:
        assert not included(leaves[other], index, size, path, tree.root())
        assert not included(leaves[index], other, size, path, tree.root())


@given(st.data(), st.integers(2, 300))
def test_a_changed_past_is_never_consistent(data, size):
    """Once a leaf that was already counted changes, no honest proof joins the old root to the new tree."""
    leaves = leaves_of(size)
    old_size = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old_size - 1))
    honest, forged = Tree(leaves), Tree([leaf_hash(b"forged") if n == changed else h for n, h in enumerate(leaves)])
    assert verify_consistency(old_size, size, honest.root(old_size), honest.root(), honest.consistency(old_size))
    for path in (honest.consistency(old_size), forged.consistency(old_size)):
        assert not verify_consistency(old_size, size, honest.root(old_size), forged.root(), path)


@given(st.data(), st.integers(2, 200))
def test_a_proof_with_one_hash_altered_lost_or_added_is_refused(data, size):
    """Inclusion paths bear no change at any step."""
    tree = Tree(leaves_of(size))
    index = data.draw(st.integers(0, size - 1))
    path = list(tree.inclusion(index))
    at = data.draw(st.integers(0, len(path) - 1))
    flipped = bytes([path[at][0] ^ 1]) + path[at][1:]
    for bad in (path[:at] + path[at + 1 :], [*path[:at], flipped, *path[at + 1 :]], [*path, path[at]]):
        assert not included(tree.leaf(index), index, size, bad, tree.root())


def test_the_root_of_a_part_is_no_root_of_the_whole():
    """A path that stops half-way to the top proves nothing about a tree of the larger size."""
    tree = Tree(leaves_of(8))
    assert included(tree.leaf(1), 1, 4, tree.inclusion(1, 4), tree.root(4))
    assert not included(tree.leaf(1), 1, 8, tree.inclusion(1, 4), tree.root(4))
    assert verify_consistency(2, 4, tree.root(2), tree.root(4), tree.consistency(2, 4))
    assert not verify_consistency(2, 8, tree.root(2), tree.root(4), tree.consistency(2, 4))


def test_proofs_stay_short():
    """A path is never longer than the tree is high, so that a terminal can check it at once."""
    tree = Tree(leaves_of(1000))
    assert max(len(tree.inclusion(index)) for index in range(1000)) == 10
    assert max(len(tree.consistency(size)) for size in range(1, 1001)) <= 11


def test_what_has_no_proof_is_refused():
    """Sizes and places that do not exist, an old size of 0, and hashes that are no hashes."""
    tree = Tree(leaves_of(5))
    for call in (
        lambda: tree.root(6),
        lambda: tree.root(-1),
        lambda: tree.inclusion(5),
        lambda: tree.inclusion(3, 3),
        lambda: tree.inclusion(-1),
        lambda: tree.consistency(0),
        lambda: tree.consistency(4, 3),
        lambda: tree.leaf(5),
        lambda: tree.append(b"short"),
    ):
        with pytest.raises(ValueError):
            call()
    assert tree.size == 5
    assert not verify_consistency(0, 5, EMPTY_ROOT, tree.root(), ())

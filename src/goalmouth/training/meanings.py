"""Numbers for the parts of words to begin with: of words that are said together they are alike.

What is said within some seconds, in both languages, is one text; words are known by the texts in which they
stand (Deerwester et al., "Indexing by latent semantic analysis", 1990), and words of two languages that are
said of one thing come to lie together (Dumais et al., "Automatic cross-language retrieval using latent
semantic indexing", 1997).
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from goalmouth.models.spoken import SPREAD

WITHIN = 8
"""Seconds of one text; the next begins when half of them are over."""

LEAST = 8
"""How often a word is said of which something can be learnt."""

ROUNDS = 60

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]
Said = tuple[Numbers, Values]
"""Words, by number, and the second of each."""


def meanings(said: Iterable[Sequence[Said]], words: int, narrow: int) -> tuple[Numbers, Values]:
    """Return the words that are known, by number, and numbers of each, (known, narrow); of few words, none.

    said : what was said at one time, side by side; words : how many different ones there are.
    """
    rows, columns, begin = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for group in said:
        longest = max((float(times.max(initial=0)) for _, times in group), default=0.0)
        for numbers, times in group:
            for late in (0, 1):
                rows.append(numbers)
                columns.append(begin + 2 * ((times + late * WITHIN / 2) // WITHIN).astype(np.int64) + late)
        begin += 2 * int(longest // WITHIN + 2)
    row, column = np.concatenate(rows), np.concatenate(columns)
    # Each word stands in two texts.
    known = np.flatnonzero(np.bincount(row, minlength=words) >= 2 * LEAST)
    if min(len(known), begin) <= narrow + 1:
        return known[:0], np.zeros((0, narrow), np.float32)
    place = np.full(words, -1)
    place[known] = np.arange(len(known))
    inside = place[row] >= 0
    ones = np.ones(int(inside.sum()), np.float32)
    table = sparse.csr_matrix((ones, (place[row[inside]], column[inside])), (len(known), begin))
    table.data = np.minimum(table.data, 2)
    rare = np.log(begin / (1 + np.diff(table.indptr)))
    table = sparse.diags(rare.astype(np.float32)) @ table
    sizes = np.sqrt(np.asarray(table.multiply(table).sum(0)).ravel())
    table = (table @ sparse.diags((1 / np.maximum(sizes, 1e-6)).astype(np.float32))).tocsr()
    # The same every time it is calculated.
    first = np.random.default_rng(0).normal(size=min(table.shape)).astype(np.float32)
    left, much, _ = svds(table, k=narrow + 1, v0=first)
    # The strongest tells only how often a word is said at all.
    found = (left * much)[:, ::-1][:, 1:]
    found *= SPREAD * np.sqrt(narrow) / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    return known, np.ascontiguousarray(found, np.float32)


def of_parts(wanted: Values, parts: Numbers, of: Numbers, share: Values, buckets: int) -> Values:
    """Return numbers of parts, (buckets, narrow), of which words are nearly what is wanted of them.

    wanted : (words, narrow); parts, of : (parts,), which, and of which word, by its place; share : (words,),
    what a part counts. By simultaneous iterative reconstruction (Gilbert 1972).
    """
    counted = sparse.csr_matrix((share[of], (of, parts)), (len(wanted), buckets)).astype(np.float32)
    times = np.maximum(np.bincount(parts, minlength=buckets), 1).astype(np.float32)[:, None]
    found = np.zeros((buckets, wanted.shape[1]), np.float32)
    for _ in range(ROUNDS):
        found += counted.T @ (wanted - counted @ found) / times
    return found

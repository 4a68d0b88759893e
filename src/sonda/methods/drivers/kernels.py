# mypy: disable-error-code="untyped-decorator"
"""The inner loops, compiled by numba on first use and kept on disk. Import this module inside functions only:
numba itself takes a second to import.
"""

import numpy as np
from numpy.typing import NDArray

from sonda.methods.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

THIN_PIVOT = 1e-10  # what is left of a standardised column after the others: below this it is a copy of them
SUMS_IN_ANY_ORDER = {"reassoc", "contract"}  # lets the compiler add four at once; NaN keeps its meaning


@compiled()
def lmg(cov: Floats) -> Floats:
    """Shapley shares of R² for the columns after the first, from all 2^p regressions.

    Depth first over the subsets: taking in driver v leaves the Schur complement of the drivers after v and of the
    outcome, so that most subsets cost a few multiplications. Each subset's R² enters the share of its members; a
    member's total is the total of the branch that hangs on it, so that no subset is ever looked at twice.
    """
    p = cov.shape[0] - 1
    inside = np.zeros(p + 2)  # weight of R²(T) in the share of a member of T, by the size of T
    outside = np.zeros(p + 2)  # and of one that stands outside
    one = 1.0 / p
    for size in range(p):
        outside[size] = one  # size! (p−1−size)! / p!
        inside[size + 1] = one
        if size < p - 1:
            one = one * (size + 1) / (p - 1 - size)

    left = np.empty((p + 1, p + 1, p + 1))
    left[0, :p, :p] = cov[1:, 1:]
    left[0, p, :p] = cov[0, 1:]
    left[0, :p, p] = cov[0, 1:]
    left[0, p, p] = cov[0, 0]
    member = np.zeros(p + 1, np.int64)
    r2 = np.zeros(p + 1)
    branch = np.zeros(p + 1)
    share = np.zeros(p)
    common = 0.0
    depth, v = 1, 0
    while depth > 0:
        if v == p:  # no more drivers to take in below this one: step back
            depth -= 1
            if depth == 0:
                break
            v = member[depth]
            share[v] += branch[depth]
            branch[depth - 1] += branch[depth]
            v += 1
            continue
        above = left[depth - 1]
        pivot = above[v, v]
        usable = pivot > THIN_PIVOT * cov[v + 1, v + 1]
        gain = above[p, v] * above[p, v] / pivot if usable else 0.0
        r2[depth] = r2[depth - 1] + gain
        common += r2[depth] * outside[depth]
        branch[depth] = r2[depth] * (inside[depth] + outside[depth])
        member[depth] = v
        if v < p - 1:
            here = left[depth]
            for i in range(v + 1, p + 1):
                ratio = above[i, v] / pivot if usable else 0.0
                for j in range(v + 1, i + 1):
                    here[i, j] = above[i, j] - ratio * above[j, v]
        depth += 1
        v += 1
    for j in range(p):
        share[j] = (share[j] - common) / cov[0, 0]
    return share


@compiled(fastmath=SUMS_IN_ANY_ORDER)
def _factor(sigma: Floats, seen: Integers, start: int, stop: int, inverse: Floats) -> bool:
    """Rows start…stop of the inverse Cholesky factor of `sigma` at the columns seen; False when it is singular."""
    p = sigma.shape[0]
    row = np.empty(p)
    for k in range(start, stop):
        v = seen[k]
        length = 0.0
        for i in range(k):
            total = 0.0
            for j in range(i + 1):
                total += inverse[i, j] * sigma[seen[j], v]
            row[i] = total
            length += total * total
        rest = sigma[v, v] - length
        if not rest > THIN_PIVOT:
            return False
        scale = 1.0 / np.sqrt(rest)
        for j in range(k):
            total = 0.0
            for i in range(j, k):
                total += row[i] * inverse[i, j]
            inverse[k, j] = -total * scale
        inverse[k, k] = scale
    return True


@compiled(fastmath=SUMS_IN_ANY_ORDER)
def score(
    seen: Integers,
    size: Integers,
    shared: Integers,
    weight: Floats,
    sums: Floats,
    products: Floats,
    place: Integers,
    mean: Floats,
    sigma: Floats,
) -> tuple[bool, float, Floats, Floats]:
    """Whether it could be computed, the log-likelihood, and its slopes g (mean) and G/2 (covariance) over all patterns.

    With K the inverse of the covariance of the columns seen, t and D the sums and products about the mean:
    g = ΣK·t and G = ΣK(D − wΣ)K. An EM step is mean + Σg/W and Σ + ΣGΣ/W less the square of the mean's step.
    """
    p = len(mean)
    slope = np.zeros(p)
    curve = np.zeros((p, p))
    inverse = np.zeros((p, p))
    about = np.empty(p)
    d = np.empty((p, p))
    e = np.empty((p, p))
    f = np.empty((p, p))
    likelihood = 0.0
    ready = 0
    for k in range(len(size)):
        ready = min(ready, shared[k])
        w = weight[k]
        if w <= 0.0:
            continue
        o = size[k]
        at = seen[k]
        if not _factor(sigma, at, ready, o, inverse):
            return False, -np.inf, slope, curve
        ready = o
        for i in range(o):
            a = at[i]
            about[i] = sums[k, a] - w * mean[a]
            for j in range(i + 1):
                b = at[j]
                value = products[k, place[a, b]] - mean[a] * sums[k, b] - mean[b] * sums[k, a] + w * mean[a] * mean[b]
                d[i, j] = value
                d[j, i] = value
        for i in range(o):  # e = inverse · d
            for j in range(o):
                e[i, j] = 0.0
            for m in range(i + 1):
                factor = inverse[i, m]
                for j in range(o):
                    e[i, j] += factor * d[m, j]
        for i in range(o):  # f = e · inverseᵀ − w, the products about the mean in uncorrelated units
            for j in range(i + 1):
                total = 0.0
                for m in range(j + 1):
                    total += e[i, m] * inverse[j, m]
                f[i, j] = total
                f[j, i] = total
            likelihood += w * np.log(inverse[i, i]) - 0.5 * f[i, i]
            f[i, i] -= w
        for i in range(o):  # e = f · inverse
            for j in range(o):
                e[i, j] = 0.0
            for m in range(o):
                factor = f[i, m]
                for j in range(m + 1):
                    e[i, j] += factor * inverse[m, j]
        for i in range(o):  # inverseᵀ · e
            a = at[i]
            for j in range(i + 1):
                total = 0.0
                for m in range(i, o):
                    total += inverse[m, i] * e[m, j]
                curve[a, at[j]] += total
                if i != j:
                    curve[at[j], a] += total
        for m in range(o):
            total = 0.0
            for j in range(m + 1):
                total += inverse[m, j] * about[j]
            for j in range(m + 1):
                slope[at[j]] += inverse[m, j] * total
    return True, likelihood, slope, curve


@compiled(fastmath=SUMS_IN_ANY_ORDER)
def information(
    seen: Integers,
    size: Integers,
    shared: Integers,
    weight: Floats,
    sums: Floats,
    products: Floats,
    place: Integers,
    mean: Floats,
    sigma: Floats,
) -> tuple[bool, Floats]:
    """Observed information (minus the second derivatives) of the mean, then of the covariance's upper triangle.

    With u = K·t and A = KDK: the mean's own part is wK, its part with entry (i, j) is K[·, i]u[j] + K[·, j]u[i], and
    that of (i, j) with (m, n) is A∘K + K∘A − wK∘K over both ways to pair them; an entry on the diagonal counts half.
    """
    p = sigma.shape[0]
    q = p * (p + 1) // 2
    total = np.zeros((p + q, p + q))
    inverse = np.zeros((p, p))
    d = np.empty((p, p))
    e = np.empty((p, p))
    kk = np.empty((p, p))
    aa = np.empty((p, p))
    about = np.empty(p)
    u = np.empty(p)
    first = np.empty(q, np.int64)
    second = np.empty(q, np.int64)
    ready = 0
    for k in range(len(size)):
        ready = min(ready, shared[k])
        w = weight[k]
        if w <= 0.0:
            continue
        o = size[k]
        at = seen[k]
        if not _factor(sigma, at, ready, o, inverse):
            return False, total
        ready = o
        for i in range(o):
            a = at[i]
            about[i] = sums[k, a] - w * mean[a]
            for j in range(i + 1):
                b = at[j]
                value = products[k, place[a, b]] - mean[a] * sums[k, b] - mean[b] * sums[k, a] + w * mean[a] * mean[b]
                d[i, j] = value
                d[j, i] = value
                inside = 0.0
                for m in range(i, o):
                    inside += inverse[m, i] * inverse[m, j]
                kk[i, j] = inside
                kk[j, i] = inside
        for i in range(o):
            u[i] = 0.0
            for j in range(o):
                u[i] += kk[i, j] * about[j]
                inside = 0.0
                for m in range(o):
                    inside += kk[i, m] * d[m, j]
                e[i, j] = inside
        for i in range(o):
            for j in range(i + 1):
                inside = 0.0
                for m in range(o):
                    inside += e[i, m] * kk[m, j]
                inside -= 0.5 * w * kk[i, j]  # half of −wK∘K is carried by each of A∘K and K∘A
                aa[i, j] = inside
                aa[j, i] = inside
        pairs = 0
        for i in range(o):
            for j in range(o):
                total[at[i], at[j]] += w * kk[i, j]
                if j >= i:
                    first[pairs] = i
                    second[pairs] = j
                    pairs += 1
        for a in range(pairs):
            i, j = first[a], second[a]
            share = 0.5 if i == j else 1.0
            row = p + place[at[i], at[j]]
            for m in range(o):
                total[row, at[m]] += share * (kk[m, i] * u[j] + kk[m, j] * u[i])
            for b in range(a + 1):
                m, n = first[b], second[b]
                value = aa[i, m] * kk[j, n] + aa[i, n] * kk[j, m] + aa[j, m] * kk[i, n] + aa[j, n] * kk[i, m]
                total[row, p + place[at[m], at[n]]] += share * value if m != n else 0.5 * share * value
    for a in range(p, p + q):
        for b in range(p):
            total[b, a] = total[a, b]
        for b in range(p, a):  # each pair of entries was met in one order only
            value = total[a, b] + total[b, a]
            total[a, b] = value
            total[b, a] = value
    return True, total


@compiled(fastmath=SUMS_IN_ANY_ORDER)
def gather(
    times: Floats, bucket: Integers, pattern: Integers, weight: Floats, moments: Floats, patterns: int
) -> tuple[Floats, Floats]:
    """Blocks added up by pattern, each as often as its bucket was drawn."""
    total = np.zeros(patterns)
    added = np.zeros((patterns, moments.shape[1]))
    for k in range(len(bucket)):
        often = times[bucket[k]]
        if often > 0.0:
            at = pattern[k]
            total[at] += often * weight[k]
            for j in range(moments.shape[1]):
                added[at, j] += often * moments[k, j]
    return total, added

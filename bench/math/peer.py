"""The same with one-thread NumPy and SciPy; run with OPENBLAS_NUM_THREADS=1."""

import json
import time

import numpy as np
from scipy.linalg import solve_triangular


def best(repeats, run):
    least = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - start)
    return least * 1e3


rows = []
for n in (100, 200, 500, 1000):
    i = np.arange(n)
    a = np.exp(-np.abs(i[:, None] - i[None]) / 10) + 0.1 * np.eye(n)
    lower = np.linalg.cholesky(a)
    v = np.ones(n)
    repeats = 15 if n > 400 else 100
    rows.append(
        {
            "n": n,
            "cholesky": best(repeats, lambda: np.linalg.cholesky(a)),
            "solveMany": best(repeats, lambda: solve_triangular(lower, a, lower=True, check_finite=False)),
            "solveOne": best(2 * repeats, lambda: solve_triangular(lower, v, lower=True, check_finite=False)),
        }
    )
print(json.dumps(rows))

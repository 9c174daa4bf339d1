"""Writes linalg.json: factors, inverses and solutions from NumPy for one well-conditioned matrix a size."""

import json
import pathlib

import numpy as np

golden = []
for n in (1, 2, 3, 5, 8, 67):
    i = np.arange(n)
    a = np.exp(-np.abs(i[:, None] - i[None]) / 3) + 0.1 * np.eye(n)
    b = np.cos(i + 1.0)
    factor = np.linalg.cholesky(a)
    golden.append(
        {
            "n": n,
            "factor": factor[-1].tolist(),
            "inverse": np.linalg.inv(a)[-1].tolist(),
            "solution": np.linalg.solve(a, b).tolist(),
            "logDeterminant": float(np.linalg.slogdet(a)[1]),
        }
    )
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")

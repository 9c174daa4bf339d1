"""Writes hypervolume.json: golden values from Optuna. Run: python hypervolume.py (Optuna 5.0.0)."""

import json
import pathlib

import numpy as np
from optuna._hypervolume import compute_hypervolume

random = np.random.default_rng(0)
golden = []
for m in range(2, 7):
    for n in (1, 8, 40 if m < 6 else 15):
        points = np.abs(random.standard_normal((n, m)))
        points /= np.linalg.norm(points, axis=1, keepdims=True) if n != 8 else points.sum(axis=1, keepdims=True)
        points = np.round(points, 6)
        volume = compute_hypervolume(points, np.full(m, 1.1))
        golden.append({"m": m, "points": points.tolist(), "volume": float(volume)})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")

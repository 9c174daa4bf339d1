"""Writes importance.json: importances by Optuna's evaluators. Run: python importance.py (Optuna 5.0.0, scikit-learn)."""

import json
import math
import pathlib
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution as Cat
from optuna.distributions import FloatDistribution as Float
from optuna.distributions import IntDistribution as Int
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
random = np.random.default_rng(0)


def additive(n):
    space = {"a": {"float": [-5, 5]}, "b": {"float": [1e-4, 1], "log": True}, "c": {"int": [0, 9]}, "d": {"float": [0, 1]}}
    dist = {"a": Float(-5, 5), "b": Float(1e-4, 1, log=True), "c": Int(0, 9), "d": Float(0, 1)}
    for _ in range(n):
        p = {"a": random.uniform(-5, 5), "b": 10 ** random.uniform(-4, 0), "c": int(random.integers(10)), "d": random.uniform()}
        yield space, dist, p, p["a"] ** 2 + 4 * (math.log10(p["b"]) + 2) ** 2 + 0.5 * p["c"]


def categories(n):
    space = {"kind": {"categorical": ["w", "x", "y", "z"]}, "flag": {"bool": True}, "rate": {"float": [0, 1]}, "idle": {"float": [0, 1]}}
    dist = {"kind": Cat(["w", "x", "y", "z"]), "flag": Cat([False, True]), "rate": Float(0, 1), "idle": Float(0, 1)}
    effect = {"w": 0, "x": 1, "y": 3, "z": 1}
    for _ in range(n):
        p = {
            "kind": "wxyz"[random.integers(4)],
            "flag": bool(random.integers(2)),
            "rate": random.uniform(),
            "idle": random.uniform(),
        }
        yield space, dist, p, effect[p["kind"]] + (2 * p["rate"] if p["flag"] else 0) + 0.2 * random.standard_normal()


def conditional(n):
    space = {"model": {"oneOf": {"tree": {"depth": {"int": [1, 20]}}, "linear": {"penalty": {"float": [0, 1]}}}}, "rate": {"float": [0, 1]}}
    for _ in range(n):
        p = {"model": ["tree", "linear"][random.integers(2)], "rate": random.uniform()}
        dist = {"model": Cat(["tree", "linear"]), "rate": Float(0, 1)}
        if p["model"] == "tree":
            p["model.depth"] = int(random.integers(1, 21))
            dist["model.depth"] = Int(1, 20)
            score = abs(p["model.depth"] - 6) / 5
        else:
            p["model.penalty"] = random.uniform()
            dist["model.penalty"] = Float(0, 1)
            score = 0.5 + p["model.penalty"]
        yield space, dist, p, score + 0.3 * p["rate"]


golden = []
for name, problem, n in [("additive", additive, 200), ("categories", categories, 300), ("conditional", conditional, 200)]:
    study = optuna.create_study()
    rows = []
    for space, dist, params, value in problem(n):
        study.add_trial(optuna.create_trial(params=params, distributions=dist, value=value))
        rows.append([params, value])
    ped = PedAnovaImportanceEvaluator(target_quantile=0.1).evaluate(study)
    entry = {"name": name, "space": space, "trials": rows, "pedAnova": ped}
    if name != "conditional":
        runs = [FanovaImportanceEvaluator(seed=s).evaluate(study) for s in range(5)]
        entry["fanova"] = {k: float(np.mean([r[k] for r in runs])) for k in runs[0]}
    golden.append(entry)
    print(name, ped, entry.get("fanova"))
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")

"""Measures worlds: python worlds.py FOLDER SECONDS - one file a world; what is there already, here or
there, is kept, and several processes share the work.

A world is a small data set drawn from a population whose truth is known, and a kind of model. Its table has, for CONFIGURATIONS
configurations (the default, then Sobol points), the loss on each fold of PARTITIONS random 5-fold partitions, the loss on the
training part, seconds, and the truth: the loss on 10,000 untouched rows of the same configuration refitted on the whole small set.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import glob
import gzip
import json
import sys
import time
import zlib

import numpy
from scipy.stats import qmc
from sklearn.model_selection import KFold, StratifiedKFold

from models import SPACES, at, loss, train
from sources import SOURCES, draw

CONFIGURATIONS, PARTITIONS, FOLDS = 64, 2, 5
SIZES = {"svm": [200, 300, 250, 400, 200, 350, 1000, 2000], "forest": [200, 300, 250, 500, 200, 800], "boosting": [250, 350, 250, 500, 250, 800], "mlp": [200, 300, 250, 500, 200, 800]}


def measure(source, model, number):
    rows = SIZES[model][number]
    rng = numpy.random.default_rng([zlib.crc32(f"{source}/{model}".encode()), number])
    judged, x, y, far_x, far_y = draw(source, rows, rng)
    space = SPACES[model]
    units = qmc.Sobol(len(space), rng=numpy.random.default_rng(rng.integers(2**31))).random(CONFIGURATIONS)[: CONFIGURATIONS - 1]
    configurations = [{name: spec["default"] for name, spec in space.items()}]
    configurations += [{name: at(spec, u) for (name, spec), u in zip(space.items(), unit)} for unit in units]
    seeds = rng.integers(2**31, size=1 + PARTITIONS * FOLDS)
    splits = []
    for partition in range(PARTITIONS):
        cut = KFold if judged == "rmse" else StratifiedKFold
        splits += list(cut(FOLDS, shuffle=True, random_state=int(seeds[partition])).split(x, y))
    parts = [(x[inside], y[inside]) for inside, _ in splits]
    scores, trained, seconds, truth = [], [], [], []
    for params in configurations:
        began = time.process_time()
        fitted = train(model, judged, params, parts, seeds[1:])
        scores.append([round(loss(judged, fit(x[out]), y[out]), 5) for fit, (_, out) in zip(fitted, splits)])
        trained.append(round(float(numpy.mean([loss(judged, fit(a), b) for fit, (a, b) in zip(fitted[:2], parts)])), 5))
        seconds.append(float(f"{(time.process_time() - began) / len(splits):.3g}"))
        [whole] = train(model, judged, params, [(x, y)], seeds[:1])
        truth.append(round(loss(judged, whole(far_x), far_y), 5))
    return {
        "source": source, "model": model, "number": number, "rows": rows, "judged": judged, "space": space,
        "configurations": [list(c.values()) for c in configurations],
        "scores": scores, "train": trained, "seconds": seconds, "truth": truth,
    }


def wanted():
    """The cheap ones first, so that whatever is there at the end is balanced over the sources."""
    for number in range(8):
        for model in SPACES:
            for source in SOURCES:
                costly = source in ("fashion", "digits") and model in ("boosting", "mlp")
                if number < len(SIZES[model]) - 2 * costly:
                    yield source, model, number


def packed():
    """Worlds that the repository holds."""
    for path in glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "worlds", "*.json.gz")):
        with gzip.open(path, "rt") as file:
            for world in json.load(file):
                yield world["source"], world["model"], world["number"]


def claim(path):
    """Whether this process is the one to measure that world."""
    if os.path.exists(path):
        return False
    try:
        with open(f"{path}.claimed", "x"):
            return True
    except FileExistsError:
        return False


if __name__ == "__main__":
    folder, limit = sys.argv[1], float(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    began = time.time()
    held = set(packed())
    for source, model, number in wanted():
        if (source, model, number) in held:
            continue
        path = f"{folder}/{source}-{model}-{number}.json"
        if time.time() - began > limit:
            break
        if not claim(path):
            continue
        cpu = time.process_time()
        world = measure(source, model, number)
        with open(path, "w") as file:
            json.dump(world, file)
        print(source, model, number, world["rows"], f"{time.process_time() - cpu:.1f}s", flush=True)

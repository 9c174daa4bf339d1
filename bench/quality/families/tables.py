"""Development tables: every configuration was trained beforehand, several times; noise-free and noisy."""

import gzip
import hashlib
import json
import os

import numpy

from families.problem import Problem
from spaces import choice, integer


HPOLIB = [
    ("activation_fn_1", ["relu", "tanh"]),
    ("activation_fn_2", ["relu", "tanh"]),
    ("batch_size", 4),
    ("dropout_1", 3),
    ("dropout_2", 3),
    ("init_lr", 6),
    ("lr_schedule", ["cosine", "const"]),
    ("n_units_1", 6),
    ("n_units_2", 6),
]
HPOBENCH = [("alpha", 10), ("batch_size", 10), ("depth", 3), ("learning_rate_init", 10), ("width", 10)]


class Table(Problem):
    def __init__(self, path, noisy):
        name = os.path.basename(path).removesuffix(".json.gz")
        self.columns = HPOBENCH if name.startswith("hpobench") else HPOLIB
        dimensions = [
            integer(column, 0, size - 1) if isinstance(size, int) else choice(column, size)
            for column, size in self.columns
        ]
        super().__init__(f"{name}{'-noisy' if noisy else ''}", "tables", dimensions, None, trials=100)
        self.noisy, self.path, self.sign = noisy, path, -1 if name.startswith("hpobench") else 1
        self.rows = None

    def load(self):
        if self.rows is None:
            with gzip.open(self.path) as file:
                self.rows = json.load(file)
        return self.rows

    def key(self, params):
        digits = []
        for column, size in self.columns:
            value = params[column]
            digits.append(str(value if isinstance(size, int) else size.index(value)))
        return "".join(digits)

    def truth(self, params):
        return [self.sign * float(numpy.mean(self.load()[self.key(params)]))], []

    def noisy_values(self, params, seed, visit):
        key = self.key(params)
        runs = self.load()[key]
        digest = hashlib.sha256(f"{self.id}/{seed}/{key}/{visit}".encode()).digest()
        return [self.sign * runs[int.from_bytes(digest[:8], "big") % len(runs)]]

    def exact_reference(self):
        means = numpy.array([self.sign * numpy.mean(runs) for runs in self.load().values()])
        return {"best": float(means.min()), "median": float(numpy.median(means))}


def problems(data):
    folder = os.path.join(data, "tables")
    for noisy in (False, True):
        for name in sorted(os.listdir(folder)):
            yield Table(os.path.join(folder, name), noisy)

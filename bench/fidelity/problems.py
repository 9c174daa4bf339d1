"""Serves the multi-fidelity problems over JSON lines: python problems.py SHARED_DATA

{"op": "list"}                   -> [{id, family, dimensions, spec, fidelity, full, resume}]
{"op": "curve", "id", "params"}  -> {"values": [full], "seconds": [full]}: to minimise, after 1, 2, ... full units of fidelity
{"op": "reference", "id"}        -> {"best", "median"} of the values at the full fidelity; null where quality/reference.json has it

A table of really trained curves answers any configuration with its nearest row in the unit cube, the same for every
optimiser. `seconds` are those that the evaluation has taken until then. Only development problems.
"""

import gzip
import json
import math
import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "quality"))

import numpy

from families import surrogates
import spaces

SIZES = 27


class Surrogate:
    """Training curves of YAHPO's surrogates: epochs of lcbench, 27ths of the training rows of rbv2_rpart."""

    def __init__(self, problem):
        self.problem, self.id, self.family = problem, problem.id, problem.scenario
        self.dimensions = problem.dimensions
        if self.family == "lcbench":
            self.fidelity, self.full, self.resume = "epochs", 52, True
            self.column, self.steps, self.time = "epoch", numpy.arange(1, 53), 0
        else:
            # Trees grown on more rows are grown anew.
            self.fidelity, self.full, self.resume = "rows", SIZES, False
            self.column, self.steps, self.time = "trainsize", numpy.arange(1, SIZES + 1) / SIZES, 6

    def curve(self, params):
        model, encoding = self.problem.session()
        full = {**params, **self.problem.fixed}
        if "imputation" in params:
            full["num.impute.selected.cpo"] = params["imputation"]
        codes = [encoding[name][str(full[name])] for name in self.problem.categories]
        numbers = [full[name] for name in self.problem.continuous]
        x_cat = numpy.tile(numpy.array(codes, dtype=numpy.int32), (self.full, 1))
        x_cont = numpy.tile(numpy.array(numbers, dtype=numpy.float32), (self.full, 1))
        x_cont[:, self.problem.continuous.index(self.column)] = self.steps
        metrics = model.run(None, {"x_cat": x_cat, "x_cont": x_cont})[0]
        seconds = numpy.maximum.accumulate(numpy.maximum(metrics[:, self.time], 1e-3))
        if self.resume:
            # The surrogate's clock has flat stretches; an epoch takes as long as any other.
            seconds = seconds[-1] * self.steps / self.full
        return -metrics[:, self.problem.metric], seconds

    def reference(self):
        return None


class Curves:
    """A table of really trained learning curves: see curves/."""

    resume = True
    family = "trained"

    def __init__(self, path):
        with gzip.open(path) as file:
            table = json.load(file)
        self.id, self.fidelity, self.full = table["id"], table["fidelity"], table["full"]
        self.dimensions = table["dimensions"]
        sign = -1 if table["direction"] == "maximize" else 1
        self.values = sign * numpy.array([row["curve"] for row in table["rows"]])
        self.seconds = numpy.array([row["seconds"] for row in table["rows"]])
        self.cube = numpy.array([self.encode(row["params"]) for row in table["rows"]])

    def encode(self, params):
        """A coordinate in [0, 1] for each number and one of 0 or 1 for each choice; 2 where a dimension is inactive."""
        point = []
        for d in self.dimensions:
            value = params.get(d["path"])
            if d["kind"] == "cat":
                # Two different choices are 1 apart.
                point.extend(math.sqrt(0.5) * (value == option) for option in d["choices"])
                continue
            if value is None:
                point.append(2.0)
                continue
            scale = math.log if d["log"] else float
            low, high = scale(d["low"]), scale(d["high"])
            point.append((scale(value) - low) / (high - low))
        return numpy.array(point, dtype=float)

    def curve(self, params):
        difference = numpy.abs(self.cube - self.encode(params))
        # Active in one, inactive in the other: 1 apart.
        row = int((numpy.minimum(difference, 1.0) ** 2).sum(axis=1).argmin())
        return self.values[row], max(1e-3, self.seconds[row]) * numpy.arange(1, self.full + 1) / self.full

    def reference(self):
        last = self.values[:, -1]
        return {"best": float(last.min()), "median": float(numpy.median(last))}


def problems(data):
    if os.path.isdir(data):
        yield from (Surrogate(problem) for problem in surrogates.problems(data))
    folder = os.path.join(here, "curves")
    yield from (Curves(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(".json.gz"))


def describe(problem):
    return {
        "id": problem.id,
        "family": problem.family,
        "dimensions": problem.dimensions,
        "spec": spaces.spec_of(problem.dimensions),
        "fidelity": problem.fidelity,
        "full": problem.full,
        "resume": problem.resume,
    }


def main():
    registry = {problem.id: problem for problem in problems(sys.argv[1])}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "list":
                answer = [describe(problem) for problem in registry.values()]
            elif request["op"] == "curve":
                values, seconds = registry[request["id"]].curve(request["params"])
                answer = {"values": values.tolist(), "seconds": seconds.tolist()}
            else:
                answer = {"reference": registry[request["id"]].reference()}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

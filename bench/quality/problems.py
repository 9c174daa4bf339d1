"""Serves benchmark problems over JSON lines: one request a line on standard input, one answer a line on standard output.

{"op": "list"}                                       -> [{id, family, dimensions, spec, objectives, limits, trials, noisy}]
{"op": "evaluate", "id", "seed", "visit", "params"}  -> {"values", "truth", "excess"} or {"failed": reason}
{"op": "reference", "id", "points"}                  -> {"best", "median"} of the first objective over random points

All objectives are to be minimised. `values` is what an optimiser sees, `truth` the noise-free value it is scored by.
Only development problems: every held-out member of these families is left out on purpose.
"""

import importlib
import json
import math
import sys

import numpy

import spaces


def main():
    registry = {}
    for family in sys.argv[2].split(","):
        for problem in importlib.import_module(f"families.{family}").problems(sys.argv[1]):
            registry[problem.id] = problem
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = serve(registry, request)
        except Exception as error:  # an optimiser may ask for a point where the real model fails
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def serve(registry, request):
    if request["op"] == "list":
        return [problem.describe() for problem in registry.values()]
    problem = registry[request["id"]]
    if request["op"] == "reference":
        return reference(problem, request["points"])
    truth, excess = problem.truth(request["params"])
    if not all(math.isfinite(value) for value in truth):
        return {"failed": "not finite"}
    values = truth
    if problem.noisy:
        values = problem.noisy_values(request["params"], request["seed"], request["visit"])
    return {"values": list(values), "truth": list(truth), "excess": list(excess)}


def reference(problem, points):
    exact = problem.exact_reference()
    if exact is not None:
        return exact
    rng = numpy.random.default_rng(20261124)
    seen, tried = [], []
    for _ in range(points):
        params = problem.random_point(rng)
        truth, excess = problem.truth(params)
        if max(excess, default=0) <= 0:
            seen.append(list(truth))
            tried.append(params)
    column = numpy.array(seen)
    best = problem.optimum
    if best is None and problem.objectives == 1:
        best = refine(problem, tried[int(column[:, 0].argmin())], float(column[:, 0].min()), points // 2, rng)
    result = {"best": float(column[:, 0].min() if best is None else best), "median": float(numpy.median(column[:, 0]))}
    if problem.objectives > 1:
        result["low"] = column.min(axis=0).tolist()
        result["reference"] = numpy.median(column, axis=0).tolist()
    return result


def refine(problem, params, value, tries, rng):
    """Local search from the best random point, so that no optimiser is scored against a yardstick it beats."""
    for attempt in range(tries):
        width = 0.3 * 0.5 ** (10 * attempt / tries)
        near = spaces.perturbed(problem.dimensions, params, width, rng)
        truth, excess = problem.truth(near)
        if max(excess, default=0) <= 0 and truth[0] < value:
            params, value = near, float(truth[0])
    return value


if __name__ == "__main__":
    main()

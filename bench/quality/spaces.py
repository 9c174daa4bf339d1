"""One description of a search space for every optimiser.

A dimension is a dict: path, kind ('float' | 'int' | 'cat'), low, high, log | choices, and `given`, a list of
(parent path, allowed values): it is active when all of them hold. `spec` is the same space as Tunewright reads it.
"""

import math


def real(path, low, high, log=False, given=()):
    return {"path": path, "kind": "float", "low": low, "high": high, "log": log, "given": list(given)}


def integer(path, low, high, log=False, given=()):
    return {"path": path, "kind": "int", "low": low, "high": high, "log": log, "given": list(given)}


def choice(path, choices, given=()):
    return {"path": path, "kind": "cat", "choices": list(choices), "given": list(given)}


def spec_of(dimensions):
    """Tunewright's spec: plain parameters, with `when` for the conditions."""
    spec = {}
    for dimension in dimensions:
        if dimension["kind"] == "cat":
            entry = {"categorical": dimension["choices"]}
        else:
            entry = {dimension["kind"]: [dimension["low"], dimension["high"]], "log": dimension["log"]}
        if dimension["given"]:
            entry["when"] = " and ".join(clause(parent, values) for parent, values in dimension["given"])
        spec[dimension["path"]] = entry
    return spec


def clause(parent, values):
    return "(" + " or ".join(f"{parent} == {literal(value)}" for value in values) + ")"


def literal(value):
    return f"'{value}'" if isinstance(value, str) else repr(value)


def active(dimension, params):
    return all(parent in params and params[parent] in values for parent, values in dimension["given"])


def random_point(dimensions, rng):
    """Uniform on each dimension's own scale, inactive ones left out; the yardstick's random search."""
    params = {}
    for dimension in dimensions:
        if not active(dimension, params):
            continue
        params[dimension["path"]] = draw(dimension, rng)
    return params


def draw(dimension, rng):
    if dimension["kind"] == "cat":
        return dimension["choices"][rng.integers(len(dimension["choices"]))]
    low, high, log = dimension["low"], dimension["high"], dimension["log"]
    if dimension["kind"] == "int":
        low, high = low - 0.5, high + 0.5
    value = math.exp(rng.uniform(math.log(low), math.log(high))) if log else rng.uniform(low, high)
    if dimension["kind"] == "int":
        return int(min(dimension["high"], max(dimension["low"], round(value))))
    return value


def perturbed(dimensions, params, width, rng):
    """A neighbour: about two dimensions move by up to `width` of their scale; what becomes active is drawn anew."""
    fresh = random_point(dimensions, rng)
    result = {}
    for dimension in dimensions:
        path = dimension["path"]
        if not active(dimension, result):
            continue
        if path not in params or (dimension["kind"] == "cat" and rng.random() < 1 / len(dimensions)):
            result[path] = fresh[path] if path in fresh else draw(dimension, rng)
        elif dimension["kind"] == "cat" or rng.random() > 2 / len(dimensions):
            result[path] = params[path]
        else:
            result[path] = moved(dimension, params[path], width, rng)
    return result


def moved(dimension, value, width, rng):
    low, high, log = dimension["low"], dimension["high"], dimension["log"]
    scale = math.log if log else float
    position = scale(value) + width * (scale(high) - scale(low)) * rng.standard_normal()
    position = min(scale(high), max(scale(low), position))
    value = math.exp(position) if log else position
    if dimension["kind"] == "int":
        value = round(value)
    return min(high, max(low, value))


def active_only(dimensions, params):
    """What remains of a full assignment where conditions count: for optimisers that know no conditions."""
    result = {}
    for dimension in dimensions:
        if active(dimension, result):
            result[dimension["path"]] = params[dimension["path"]]
    return result

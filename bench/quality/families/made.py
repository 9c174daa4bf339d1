"""Conditional and mixed spaces in the manner of real models, with functions that cost nothing."""

import math

import numpy

from families.problem import Problem
from spaces import choice, integer, real


def problems(data):
    yield Problem("made-boosters", "made", *boosters())
    yield Problem("made-kernels", "made", *kernels())
    yield Problem("made-layers", "made", *layers())
    yield Problem("made-mixed", "made", *mixed())


def bowl(x, centre, width=1.0):
    return ((x - centre) / width) ** 2


def boosters():
    tree = [("booster", ["gbtree", "dart"])]
    dimensions = [
        choice("booster", ["gbtree", "gblinear", "dart"]),
        real("lambda", 1e-8, 1.0, log=True),
        real("alpha", 1e-8, 1.0, log=True),
        real("subsample", 0.2, 1.0, given=tree),
        integer("max_depth", 3, 12, given=tree),
        real("eta", 1e-8, 1.0, log=True, given=tree),
        real("gamma", 1e-8, 1.0, log=True, given=tree),
        choice("grow_policy", ["depthwise", "lossguide"], given=tree),
        real("rate_drop", 1e-8, 1.0, log=True, given=[("booster", ["dart"])]),
        real("skip_drop", 1e-8, 1.0, log=True, given=[("booster", ["dart"])]),
    ]

    def value(p):
        shared = 0.02 * bowl(math.log10(p["lambda"]), -2, 3) + 0.01 * bowl(math.log10(p["alpha"]), -5, 4)
        if p["booster"] == "gblinear":
            return 0.35 + 0.05 * bowl(math.log10(p["lambda"]), -4, 2) + shared
        eta = math.log10(p["eta"])
        depth = p["max_depth"]
        tree_part = (
            0.12 * min(4, bowl(eta + 0.08 * (depth - 6), -1.0, 1.5))
            + 0.03 * bowl(depth, 7, 4)
            + 0.05 * bowl(p["subsample"], 0.75, 0.4)
            + 0.02 * bowl(math.log10(p["gamma"]), -3, 4)
            + (0.01 if p["grow_policy"] == "lossguide" else 0.0)
        )
        if p["booster"] == "gbtree":
            return 0.10 + tree_part + shared
        return 0.08 + tree_part + shared + 0.04 * bowl(math.log10(p["rate_drop"]), -1, 3) + 0.02 * bowl(
            math.log10(p["skip_drop"]), -2, 3
        )

    return dimensions, value


def kernels():
    dimensions = [
        choice("kernel", ["linear", "rbf", "poly", "sigmoid"]),
        real("C", 1e-3, 1e3, log=True),
        real("gamma", 1e-5, 1e2, log=True, given=[("kernel", ["rbf", "poly", "sigmoid"])]),
        integer("degree", 2, 5, given=[("kernel", ["poly"])]),
        real("coef0", -1, 1, given=[("kernel", ["poly", "sigmoid"])]),
        choice("scaling", ["none", "standard", "minmax", "rank"]),
    ]

    def value(p):
        c = math.log10(p["C"])
        scale = {"none": 0.12, "standard": 0.0, "minmax": 0.02, "rank": 0.05}[p["scaling"]]
        if p["kernel"] == "linear":
            return 0.25 + 0.02 * bowl(c, -1) + scale
        g = math.log10(p["gamma"])
        ridge = 1 - math.exp(-bowl(c + g, 0, 1.2) - bowl(g, -1.5, 1.0))
        if p["kernel"] == "rbf":
            return 0.05 + 0.4 * ridge + scale
        if p["kernel"] == "poly":
            return 0.09 + 0.35 * ridge + 0.03 * bowl(p["degree"], 3) + 0.05 * bowl(p["coef0"], 0.5) + scale
        return 0.2 + 0.3 * ridge + 0.1 * bowl(p["coef0"], -0.5) + scale

    return dimensions, value


def layers():
    dimensions = [integer("layers", 1, 4)]
    dimensions += [
        integer(f"units{i}", 16, 512, log=True, given=[("layers", list(range(i, 5)))] if i > 1 else [])
        for i in range(1, 5)
    ]
    dimensions += [
        choice("optimizer", ["sgd", "adam"]),
        real("lr_sgd", 1e-5, 1e-1, log=True, given=[("optimizer", ["sgd"])]),
        real("momentum", 0.0, 0.99, given=[("optimizer", ["sgd"])]),
        real("lr_adam", 1e-5, 1e-1, log=True, given=[("optimizer", ["adam"])]),
        real("beta2", 0.9, 0.9999, given=[("optimizer", ["adam"])]),
        real("dropout", 0.0, 0.6),
    ]

    def value(p):
        units = [math.log2(p[f"units{i}"]) for i in range(1, p["layers"] + 1)]
        capacity = sum(units)
        loss = 0.04 * bowl(capacity, 19, 5) + 0.01 * sum(max(0, b - a) ** 2 for a, b in zip(units, units[1:]))
        loss += 0.08 * bowl(p["dropout"], 0.05 + 0.015 * capacity, 0.3)
        if p["optimizer"] == "sgd":
            rate = math.log10(p["lr_sgd"]) - math.log10(1 - p["momentum"])
            return 0.06 + loss + 0.06 * bowl(rate, -1.3) + 0.01 * p["layers"]
        return 0.07 + loss + 0.05 * bowl(math.log10(p["lr_adam"]), -3.2 + 0.1 * p["layers"]) + 0.02 * bowl(
            math.log10(1 - p["beta2"]), -2.5
        )

    return dimensions, value


def mixed():
    dimensions = [real(f"x{i}", 0, 1) for i in range(4)] + [integer(f"n{i}", 0, 9) for i in range(3)]
    dimensions += [choice(f"c{i}", ["a", "b", "c", "d", "e"]) for i in range(3)]
    rng = numpy.random.default_rng(11)
    effects = rng.uniform(0, 0.4, size=(3, 5))
    pair = rng.uniform(0, 0.3, size=(5, 5))
    shift = rng.uniform(-0.25, 0.25, size=(5, 4))

    def value(p):
        codes = ["abcde".index(p[f"c{i}"]) for i in range(3)]
        total = sum(effects[i][code] for i, code in enumerate(codes)) + pair[codes[0]][codes[1]]
        total += sum(bowl(p[f"x{i}"], 0.5 + shift[codes[2]][i], 0.6) for i in range(4))
        total += 0.3 * abs(p["n0"] - 6) / 9 + 0.2 * bowl(p["n1"] + p["n2"], 9, 9)
        return float(total)

    return dimensions, value

"""Problems with limits on what is known only after a run."""

import math

from families.problem import Problem
from spaces import real


def problems(data):
    yield constrained("made-tension", *tension())
    yield constrained("made-disc", *disc())


class Constrained(Problem):
    def truth(self, params):
        value, excess = self.function(params)
        return [value], excess


def constrained(id, dimensions, function, limits):
    return Constrained(id, "constrained", dimensions, function, limits=limits)


def tension():
    """Weight of a tension/compression spring under four limits (Belegundu 1982)."""
    dimensions = [real("d", 0.05, 1.0), real("D", 0.25, 1.3), real("N", 2.0, 15.0)]

    def value(p):
        d, D, N = p["d"], p["D"], p["N"]
        weight = (N + 2) * D * d**2
        excess = [
            1 - D**3 * N / (71785 * d**4),
            (4 * D**2 - d * D) / (12566 * (D * d**3 - d**4) + 1e-12) + 1 / (5108 * d**2) - 1,
            1 - 140.45 * d / (D**2 * N),
            (d + D) / 1.5 - 1,
        ]
        return weight, excess

    return dimensions, value, 4


def disc():
    dimensions = [real("x", 0.0, 6.0), real("y", 0.0, 6.0)]

    def value(p):
        x, y = p["x"], p["y"]
        return math.cos(2 * x) * math.cos(y) + math.sin(x), [math.cos(x) * math.cos(y) - math.sin(x) * math.sin(y) + 0.5]

    return dimensions, value, 1

"""ZDT and DTLZ: several objectives; hypervolume is measured against the median of random points."""

import math

import numpy

from families.problem import Problem
from spaces import real


class Several(Problem):
    def truth(self, params):
        return self.function(params), []


def problems(data):
    for name, size, function in ZDT:
        dims = [real(f"x{i}", 0.0, 1.0) for i in range(size)]
        yield Several(f"several-{name}", "several", dims, vector(function, size), objectives=2)
    for name, size, function in DTLZ:
        dims = [real(f"x{i}", 0.0, 1.0) for i in range(size)]
        yield Several(f"several-{name}", "several", dims, vector(function, size), objectives=3)


def vector(function, size):
    return lambda params: [float(v) for v in function(numpy.array([params[f"x{i}"] for i in range(size)]))]


def zdt1(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - math.sqrt(x[0] / g))


def zdt2(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - (x[0] / g) ** 2)


def zdt3(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - math.sqrt(x[0] / g) - x[0] / g * math.sin(10 * math.pi * x[0]))


def zdt6(x):
    f = 1 - math.exp(-4 * x[0]) * math.sin(6 * math.pi * x[0]) ** 6
    g = 1 + 9 * x[1:].mean() ** 0.25
    return f, g * (1 - (f / g) ** 2)


def dtlz2(x):
    g = ((x[2:] - 0.5) ** 2).sum()
    a, b = x[0] * math.pi / 2, x[1] * math.pi / 2
    return (1 + g) * math.cos(a) * math.cos(b), (1 + g) * math.cos(a) * math.sin(b), (1 + g) * math.sin(a)


def dtlz7(x):
    g = 1 + 9 * x[2:].mean()
    h = 3 - sum(f / (1 + g) * (1 + math.sin(3 * math.pi * f)) for f in x[:2])
    return x[0], x[1], (1 + g) * h


ZDT = [("zdt1", 8, zdt1), ("zdt2", 8, zdt2), ("zdt3", 8, zdt3), ("zdt6", 8, zdt6)]
DTLZ = [("dtlz2", 7, dtlz2), ("dtlz7", 6, dtlz7)]

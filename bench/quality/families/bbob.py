"""Odd-numbered BBOB functions of COCO; instances 1 to 5 in 5, 10 and 20 dimensions."""

import contextlib
import tempfile
from pathlib import Path

import numpy

from families.problem import Problem
from spaces import real


def problems(data):
    """COCO's own suite; the distance to the optimal value is served, and its log10 is what counts."""
    import cocoex

    suite = cocoex.Suite("bbob", "instances: 1-5", "function_indices: 1,3,5,7,9,11,13,15,17,19,21,23 dimensions: 5,10,20")
    for index in range(len(suite)):
        problem = suite[index]
        yield bbob_problem(problem)


def bbob_problem(function):
    dimensions = [real(f"x{i}", -5.0, 5.0) for i in range(function.dimension)]
    name = f"bbob-f{function.id_function:02d}-i{function.id_instance}-d{function.dimension}"
    # COCO writes the optimum to a file of the current folder, which several servers may share.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        function._best_parameter("print")
        words = Path("._bbob_problem_best_parameter.txt").read_text().split()
    optimum = function(numpy.array([float(word) for word in words]))

    def value(params):
        return float(function(numpy.array([params[d["path"]] for d in dimensions]))) - optimum

    return Problem(name, "bbob", dimensions, value, optimum=0.0)

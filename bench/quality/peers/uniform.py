"""Random search: uniform on each dimension's own scale, the yardstick that everything is measured in."""

import numpy

import spaces
from peers.tracking import Tracking

PACKAGE = "numpy"


class Random(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        self.rng = numpy.random.default_rng(problem["seed"])

    def ask(self, count):
        return [self.number(spaces.random_point(self.problem["dimensions"], self.rng)) for _ in range(count)]

    def tell(self, results):
        for result in results:
            self.note(result)


SYSTEMS = {"random": Random}

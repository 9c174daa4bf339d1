import numpy
import spaces
from stepwise import Stepwise


class Random(Stepwise):
    """Uniform on each dimension's own scale, every configuration with the full fidelity: the yardstick."""

    stops = False

    def __init__(self, problem):
        super().__init__(problem)
        self.rng, self.count = numpy.random.default_rng(problem["seed"]), 0

    def suggest(self):
        self.count += 1
        return self.count - 1, spaces.random_point(self.problem["dimensions"], self.rng)

    def goes_on(self, id, fidelity, value):
        return True

    def complete(self, id, fidelity, value):
        pass

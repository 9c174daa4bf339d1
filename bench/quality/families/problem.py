"""What every development problem has: an id, a space, a noise-free truth, and what is known of its optimum."""

import math

import spaces


class Problem:
    """A function over a space; `truth(params)` gives (objective values, excess over limits)."""

    noisy = False

    def __init__(self, id, family, dimensions, function, trials=None, objectives=1, limits=0, optimum=None):
        self.id, self.family, self.dimensions, self.function = id, family, dimensions, function
        self.objectives, self.limits, self.optimum = objectives, limits, optimum
        self.trials = trials or math.ceil(20 + 40 * math.sqrt(len(dimensions)))

    def describe(self):
        return {
            "id": self.id,
            "family": self.family,
            "dimensions": self.dimensions,
            "spec": spaces.spec_of(self.dimensions),
            "objectives": self.objectives,
            "limits": self.limits,
            "trials": self.trials,
            "noisy": self.noisy,
        }

    def truth(self, params):
        value = self.function(params)
        return value if isinstance(value, tuple) else ([value], [])

    def random_point(self, rng):
        return spaces.random_point(self.dimensions, rng)

    def exact_reference(self):
        """The yardsticks without sampling, where they are known."""
        return None

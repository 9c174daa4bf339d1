"""Nevergrad's default NGOpt, told the true budget and parallelism. It has no conditions: all parameters are always there."""

import nevergrad
import numpy
from nevergrad import p

import spaces
from peers.tracking import Tracking

PACKAGE = "nevergrad"


class NGOpt(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        space = p.Dict(**{d["path"]: node(d) for d in problem["dimensions"]})
        space.random_state = numpy.random.RandomState(problem["seed"])
        self.optimizer = nevergrad.optimizers.NGOpt(space, budget=problem["trials"], num_workers=problem["parallel"])

    def ask(self, count):
        candidates = [self.optimizer.ask() for _ in range(count)]
        return [self.number(self.params_of(candidate), candidate) for candidate in candidates]

    def tell(self, results):
        for result in results:
            _, candidate = self.note(result)
            if "values" not in result:
                self.optimizer.tell(candidate, float("inf"))
                continue
            values = result["values"]
            loss = values[0] if len(values) == 1 else values
            self.optimizer.tell(candidate, loss, constraint_violation=result.get("excess") or None)

    def recommend(self):
        if self.problem["objectives"] > 1:
            return None
        return self.params_of(self.optimizer.provide_recommendation())

    def params_of(self, candidate):
        params = spaces.active_only(self.problem["dimensions"], dict(candidate.value))
        return {name: value.item() if hasattr(value, "item") else value for name, value in params.items()}


def node(d):
    if d["kind"] == "cat":
        return p.Choice(d["choices"])
    scalar = p.Log(lower=d["low"], upper=d["high"]) if d["log"] else p.Scalar(lower=d["low"], upper=d["high"])
    return scalar.set_integer_casting() if d["kind"] == "int" else scalar


SYSTEMS = {"nevergrad": NGOpt}

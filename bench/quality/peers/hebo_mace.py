"""HEBO as its README uses it: MACE on a warped Gaussian process. It has no conditions: all parameters are always there."""

import numpy
import pandas
import torch
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

import spaces
from peers.tracking import Tracking

PACKAGE = "HEBO"


class Hebo(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        torch.set_num_threads(1)
        torch.manual_seed(problem["seed"])
        numpy.random.seed(problem["seed"])
        self.space = DesignSpace().parse([node(d) for d in problem["dimensions"]])
        self.optimizer = HEBO(self.space, scramble_seed=problem["seed"])

    def ask(self, count):
        rows = self.optimizer.suggest(n_suggestions=count)
        return [self.number(self.params_of(row), row) for row in rows.to_dict("records")]

    def tell(self, results):
        done = [(self.note(result)[1], result["values"]) for result in results if "values" in result]
        if done:
            rows = pandas.DataFrame([row for row, _ in done])
            self.optimizer.observe(rows, numpy.array([values for _, values in done]))

    def params_of(self, row):
        params = {}
        for d in self.problem["dimensions"]:
            value = row[d["path"]]
            if d["kind"] == "int":
                value = min(d["high"], max(d["low"], int(round(value))))
            params[d["path"]] = value
        return spaces.active_only(self.problem["dimensions"], params)


def node(d):
    if d["kind"] == "cat":
        return {"name": d["path"], "type": "cat", "categories": d["choices"]}
    kind = {("float", False): "num", ("float", True): "pow", ("int", False): "int", ("int", True): "pow_int"}
    return {"name": d["path"], "type": kind[d["kind"], d["log"]], "lb": d["low"], "ub": d["high"]}


SYSTEMS = {"hebo": Hebo}

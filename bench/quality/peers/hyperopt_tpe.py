"""Hyperopt's TPE, with conditions as nested choices; asked and told as its own loop `fmin` does."""

import math

import hyperopt
import numpy
from hyperopt import hp

from peers.tracking import Tracking

PACKAGE = "hyperopt"


class Hyperopt(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        self.space = space_of(problem["dimensions"])
        self.domain = hyperopt.base.Domain(lambda params: 0.0, self.space)
        self.trials = hyperopt.Trials()
        self.rng = numpy.random.default_rng(problem["seed"])

    def ask(self, count):
        return [self.one() for _ in range(count)]

    def one(self):
        ids = self.trials.new_trial_ids(1)
        self.trials.refresh()
        documents = hyperopt.tpe.suggest(ids, self.domain, self.trials, int(self.rng.integers(2**31 - 1)))
        self.trials.insert_trial_docs(documents)
        self.trials.refresh()
        values = {name: value[0] for name, value in documents[0]["misc"]["vals"].items() if value}
        params = flat(hyperopt.space_eval(self.space, values))
        for d in self.problem["dimensions"]:
            if d["kind"] == "int" and d["path"] in params:
                params[d["path"]] = min(d["high"], max(d["low"], int(round(params[d["path"]]))))
        return self.number(params, ids[0])

    def tell(self, results):
        for result in results:
            _, id = self.note(result)
            trial = next(trial for trial in self.trials._dynamic_trials if trial["tid"] == id)
            trial["state"] = hyperopt.JOB_STATE_DONE
            if "values" in result:
                trial["result"] = {"status": hyperopt.STATUS_OK, "loss": result["values"][0]}
            else:
                trial["result"] = {"status": hyperopt.STATUS_FAIL}
        self.trials.refresh()


def space_of(dimensions):
    """Free parameters side by side; those with a condition inside the option of their parent."""
    nodes = {d["path"]: node(d) for d in dimensions if not children(d, dimensions)}

    def option(parent, value):
        inside = [d for d in children(parent, dimensions) if value in dict(d["given"])[parent["path"]]]
        return {parent["path"]: value, **{d["path"]: nodes[d["path"]] for d in inside}}

    space = {}
    for d in dimensions:
        if children(d, dimensions):
            values = d["choices"] if d["kind"] == "cat" else list(range(d["low"], d["high"] + 1))
            space[d["path"]] = hp.choice(d["path"], [option(d, value) for value in values])
        elif not d["given"]:
            space[d["path"]] = nodes[d["path"]]
    return space


def children(parent, dimensions):
    return [d for d in dimensions if parent["path"] in dict(d["given"])]


def node(d):
    if d["kind"] == "cat":
        return hp.choice(d["path"], d["choices"])
    if d["kind"] == "int":
        if d["log"]:
            return hp.qloguniform(d["path"], math.log(d["low"]), math.log(d["high"]), 1)
        return hp.uniformint(d["path"], d["low"], d["high"])
    if d["log"]:
        return hp.loguniform(d["path"], math.log(d["low"]), math.log(d["high"]))
    return hp.uniform(d["path"], d["low"], d["high"])


def flat(params):
    result = {}
    for name, value in params.items():
        result.update(flat(value) if isinstance(value, dict) else {name: value})
    return result


SYSTEMS = {"hyperopt-tpe": Hyperopt}

"""OSS Vizier's default, GP-UCB-PE, driven as its designer. It has no conditions here: all parameters are always there."""

import jax
from vizier import algorithms
from vizier import pyvizier as vz
from vizier._src.algorithms.designers.gp_ucb_pe import VizierGPUCBPEBandit

import spaces
from peers.tracking import Tracking

PACKAGE = "google-vizier"


class Vizier(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        statement = vz.ProblemStatement()
        for d in problem["dimensions"]:
            add(statement.search_space.root, d)
        self.metrics = [f"objective{i}" for i in range(problem["objectives"])]
        for name in self.metrics:
            statement.metric_information.append(vz.MetricInformation(name, goal=vz.ObjectiveMetricGoal.MINIMIZE))
        self.designer = VizierGPUCBPEBandit(statement, rng=jax.random.PRNGKey(problem["seed"]))
        self.running, self.fresh = {}, []

    def ask(self, count):
        asked = []
        for suggestion in self.designer.suggest(count):
            answer = self.number(self.params_of(suggestion.parameters), suggestion)
            self.running[answer["id"]] = suggestion.to_trial(answer["id"] + 1)
            asked.append(answer)
        return asked

    def tell(self, results):
        completed = []
        for result in results:
            self.note(result)
            trial = self.running.pop(result["id"])
            if "values" in result:
                trial.complete(vz.Measurement(metrics=dict(zip(self.metrics, result["values"]))))
            else:
                trial.complete(vz.Measurement(), infeasibility_reason="failed")
            completed.append(trial)
        self.designer.update(
            algorithms.CompletedTrials(completed), algorithms.ActiveTrials(list(self.running.values()))
        )

    def params_of(self, parameters):
        params = {}
        for d in self.problem["dimensions"]:
            value = parameters.get_value(d["path"])
            if d["kind"] == "cat" and not isinstance(d["choices"][0], str):
                value = next(choice for choice in d["choices"] if str(choice) == value)
            params[d["path"]] = int(value) if d["kind"] == "int" else value
        return spaces.active_only(self.problem["dimensions"], params)


def add(root, d):
    if d["kind"] == "cat":
        root.add_categorical_param(d["path"], [str(choice) for choice in d["choices"]])
        return
    scale = vz.ScaleType.LOG if d["log"] else vz.ScaleType.LINEAR
    make = root.add_int_param if d["kind"] == "int" else root.add_float_param
    make(d["path"], d["low"], d["high"], scale_type=scale)


SYSTEMS = {"vizier": Vizier}

"""Ax's Client with its default generation strategy (Sobol, then BoTorch). All parameters are always there."""

import logging

import torch
from ax.api.client import Client
from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

import spaces
from peers.tracking import Tracking

PACKAGE = "ax-platform"


class Ax(Tracking):
    def __init__(self, problem):
        super().__init__(problem)
        torch.set_num_threads(1)
        logging.disable(logging.WARNING)
        self.client = Client(random_seed=problem["seed"])
        self.client.configure_experiment(parameters=[node(d) for d in problem["dimensions"]])
        self.metrics = [f"objective{i}" for i in range(problem["objectives"])]
        self.limits = [f"excess{i}" for i in range(problem["limits"])]
        self.client.configure_optimization(
            objective=", ".join(f"-{name}" for name in self.metrics),
            outcome_constraints=[f"{name} <= 0" for name in self.limits] or None,
        )

    def ask(self, count):
        trials = {}
        while len(trials) < count:
            trials.update(self.client.get_next_trials(max_trials=count - len(trials)))
        return [self.number(self.params_of(params), index) for index, params in trials.items()]

    def tell(self, results):
        for result in results:
            _, index = self.note(result)
            if "values" not in result:
                self.client.mark_trial_failed(trial_index=index)
                continue
            named = dict(zip(self.metrics + self.limits, result["values"] + (result.get("excess") or [])))
            exact = {name: (value, None if self.problem["noisy"] else 0.0) for name, value in named.items()}
            self.client.complete_trial(trial_index=index, raw_data=exact)

    def recommend(self):
        if self.problem["objectives"] > 1:
            return None
        try:
            return self.params_of(self.client.get_best_parameterization()[0])
        except Exception:  # before the model stands there is nothing to recommend by
            return self.top

    def params_of(self, params):
        return spaces.active_only(self.problem["dimensions"], params)


def node(d):
    if d["kind"] == "cat":
        kind = "str" if isinstance(d["choices"][0], str) else "int"
        return ChoiceParameterConfig(name=d["path"], values=d["choices"], parameter_type=kind, is_ordered=False)
    bounds = (d["low"], d["high"])
    return RangeParameterConfig(
        name=d["path"], bounds=bounds, parameter_type=d["kind"], scaling="log" if d["log"] else "linear"
    )


SYSTEMS = {"ax": Ax}

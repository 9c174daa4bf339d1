"""Optuna 5: its samplers without stopping, and TPE with its pruners, which read every report."""

import optuna
from peers import optuna_samplers
from stepwise import Stepwise

PRUNED = optuna.trial.TrialState.PRUNED


class Optuna(Stepwise):
    def __init__(self, problem, make_sampler, pruner=None):
        self.stops = pruner is not None
        super().__init__(problem)
        described = {**problem, "objectives": 1, "limits": 0, "noisy": False}
        self.inner = optuna_samplers.Optuna(described, lambda problem, constraints: make_sampler(problem))
        self.study = self.inner.study
        self.study.pruner = pruner or optuna.pruners.NopPruner()

    def suggest(self):
        asked = self.inner.one()
        return asked["id"], asked["params"]

    def goes_on(self, id, fidelity, value):
        if not self.stops:
            return True
        trial = self.inner.running[id]
        trial.report(value, fidelity)
        return not trial.should_prune()

    def complete(self, id, fidelity, value):
        trial = self.inner.running.pop(id)
        if self.stops:
            trial.report(value, fidelity)
        self.study.tell(trial, value)

    def stopped(self, id, fidelity, value):
        self.study.tell(self.inner.running.pop(id), state=PRUNED)


def tpe_sampler(problem):
    group = any(d["given"] for d in problem["dimensions"])
    return optuna.samplers.TPESampler(seed=problem["seed"], multivariate=True, group=group, constant_liar=True)


def tpe(problem):
    return Optuna(problem, tpe_sampler)


def gp(problem):
    return Optuna(
        problem, lambda problem: optuna.samplers.GPSampler(seed=problem["seed"], deterministic_objective=True)
    )


def hyperband(problem):
    pruner = optuna.pruners.HyperbandPruner(min_resource=1, max_resource=problem["full"], reduction_factor=3)
    return Optuna(problem, tpe_sampler, pruner)


def median(problem):
    return Optuna(problem, tpe_sampler, optuna.pruners.MedianPruner())

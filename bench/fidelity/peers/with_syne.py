"""Syne Tune 0.16: asynchronous successive halving with each of its searchers (MOBSTER and Hyper-Tune are no longer in it)."""

import datetime

import numpy
from stepwise import Stepwise
from syne_tune.backend.trial_status import Trial
from syne_tune.config_space import choice, lograndint, loguniform, randint, uniform
from syne_tune.optimizer import baselines
from syne_tune.optimizer.scheduler import SchedulerDecision


def domain(d):
    # It knows no conditions: inactive dimensions are searched too, and left out of what is evaluated.
    if d["kind"] == "cat":
        return choice([str(value) for value in d["choices"]])
    if d["kind"] == "int":
        return (lograndint if d["log"] else randint)(d["low"], d["high"])
    return (loguniform if d["log"] else uniform)(d["low"], d["high"])


class Syne(Stepwise):
    def __init__(self, problem, scheduler):
        super().__init__(problem)
        numpy.random.seed(problem["seed"])
        self.scheduler = scheduler(
            {d["path"]: domain(d) for d in problem["dimensions"]},
            metric="value",
            time_attr="fidelity",
            max_t=problem["full"],
            random_seed=problem["seed"],
        )
        self.trials = []

    def suggest(self):
        import spaces

        config = self.scheduler.suggest().config
        trial = Trial(trial_id=len(self.trials), config=config, creation_time=datetime.datetime.now())
        self.trials.append(trial)
        self.scheduler.on_trial_add(trial)
        params = {}
        for d in self.problem["dimensions"]:
            if not spaces.active(d, params):
                continue
            value = config[d["path"]]
            if d["kind"] == "cat":
                value = next(option for option in d["choices"] if str(option) == value)
            params[d["path"]] = value
        return trial.trial_id, params

    def goes_on(self, id, fidelity, value):
        decision = self.scheduler.on_trial_result(self.trials[id], {"value": value, "fidelity": fidelity})
        return decision == SchedulerDecision.CONTINUE

    def complete(self, id, fidelity, value):
        self.scheduler.on_trial_complete(self.trials[id], {"value": value, "fidelity": fidelity})

    def stopped(self, id, fidelity, value):
        self.scheduler.on_trial_remove(self.trials[id])


def asha(problem):
    return Syne(problem, baselines.ASHA)


def bohb(problem):
    return Syne(problem, baselines.BOHB)


def bore(problem):
    return Syne(problem, baselines.ASHABORE)


def cqr(problem):
    return Syne(problem, baselines.ASHACQR)

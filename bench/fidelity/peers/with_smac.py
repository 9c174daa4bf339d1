"""SMAC3's multi-fidelity facade (Hyperband with a random forest) by ask and tell."""

import logging
import math
import tempfile

from configspace import configuration_space, params_of
from smac import MultiFidelityFacade, Scenario
from smac.runhistory.dataclasses import TrialValue

logging.disable(logging.CRITICAL)


class MultiFidelity:
    def __init__(self, problem):
        self.problem = problem
        scenario = Scenario(
            configuration_space(problem),
            deterministic=True,
            min_budget=1,
            max_budget=problem["full"],
            n_trials=100_000,
            seed=problem["seed"],
            n_workers=1,
            output_directory=tempfile.mkdtemp(prefix="smac-"),
        )
        # Its rule is 10 a hyperparameter, at most a quarter of all trials; the latter we know only about.
        about = problem["budget"] * hyperband_rate(problem["full"])
        initial = MultiFidelityFacade.get_initial_design(
            scenario, n_configs=max(2, min(10 * len(problem["dimensions"]), round(about / 4)))
        )
        self.smac = MultiFidelityFacade(
            scenario, lambda config, seed=0, budget=0: 0.0, initial_design=initial, overwrite=True, logging_level=False
        )
        self.infos = {}

    def next(self):
        info = self.smac.ask()
        id = len(self.infos)
        self.infos[id] = info
        return {"id": id, "params": params_of(self.problem, info.config), "to": round(info.budget)}

    def goes_on(self, id, fidelity, value):
        return True

    def end(self, id, fidelity, value, stopped):
        self.smac.tell(self.infos[id], TrialValue(cost=value, time=0.0), save=False)


def hyperband_rate(full, eta=3):
    """Trials that Hyperband starts for the cost of one full evaluation, without credit for checkpoints."""
    most = int(math.log(full) / math.log(eta) + 1e-9)
    trials = cost = 0
    for s in range(most, -1, -1):
        count = math.ceil((most + 1) / (s + 1) * eta**s)
        for i in range(s + 1):
            trials += count // eta**i
            cost += (count // eta**i) * eta ** (i - s)
    return trials / cost

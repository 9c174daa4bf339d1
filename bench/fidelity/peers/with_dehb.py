"""DEHB by ask and tell."""

import tempfile

from configspace import configuration_space, params_of
from dehb import DEHB


class Dehb:
    def __init__(self, problem):
        self.problem = problem
        space = configuration_space(problem)
        self.dehb = DEHB(
            cs=space,
            dimensions=len(problem["dimensions"]),
            min_fidelity=1,
            max_fidelity=problem["full"],
            eta=3,
            n_workers=1,  # ask and tell do not wait; more would start a cluster
            seed=problem["seed"],
            save_freq="end",
            output_path=tempfile.mkdtemp(prefix="dehb-"),
            log_level="ERROR",
        )
        self.jobs = {}

    def next(self):
        job = self.dehb.ask()
        id = len(self.jobs)
        self.jobs[id] = job
        return {"id": id, "params": params_of(self.problem, job["config"]), "to": round(job["fidelity"])}

    def goes_on(self, id, fidelity, value):
        return True

    def end(self, id, fidelity, value, stopped):
        self.dehb.tell(self.jobs[id], {"fitness": value, "cost": fidelity})

"""Ray Tune's ASHA over random configurations: the scheduler's own object, driven without a cluster."""

from plain import Random
from ray.tune.schedulers import AsyncHyperBandScheduler, TrialScheduler


class Stub:
    def __init__(self, id):
        self.trial_id = str(id)
        self.status = "RUNNING"


class Asha(Random):
    stops = True

    def __init__(self, problem):
        super().__init__(problem)
        self.scheduler = AsyncHyperBandScheduler(
            time_attr="fidelity", metric="value", mode="min", max_t=problem["full"], grace_period=1, reduction_factor=3
        )
        self.trials = {}

    def suggest(self):
        id, params = super().suggest()
        self.trials[id] = Stub(id)
        self.scheduler.on_trial_add(None, self.trials[id])
        return id, params

    def goes_on(self, id, fidelity, value):
        decision = self.scheduler.on_trial_result(None, self.trials[id], {"value": value, "fidelity": fidelity})
        return decision == TrialScheduler.CONTINUE

    def complete(self, id, fidelity, value):
        self.scheduler.on_trial_complete(None, self.trials[id], {"value": value, "fidelity": fidelity})

    def stopped(self, id, fidelity, value):
        self.scheduler.on_trial_remove(None, self.trials[id])

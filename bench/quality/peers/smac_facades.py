"""SMAC3's two facades for full evaluations, told the true budget; the forest takes conditions, the Gaussian process not."""

import tempfile

from ConfigSpace import Categorical, ConfigurationSpace, Float, InCondition, Integer
from smac import BlackBoxFacade, HyperparameterOptimizationFacade, Scenario
from smac.runhistory import StatusType, TrialValue

import spaces
from peers.tracking import Tracking

PACKAGE = "smac"


class Smac(Tracking):
    def __init__(self, problem, facade, conditions):
        super().__init__(problem)
        scenario = Scenario(
            space_of(problem["dimensions"], conditions),
            n_trials=problem["trials"],
            deterministic=not problem["noisy"],
            seed=problem["seed"],
            output_directory=tempfile.mkdtemp(prefix="smac-"),
        )
        self.smac = facade(scenario, lambda config, seed=0: 0.0, overwrite=True, logging_level=False)

    def ask(self, count):
        infos = [self.smac.ask() for _ in range(count)]
        return [self.number(self.params_of(info.config), info) for info in infos]

    def tell(self, results):
        for result in results:
            _, info = self.note(result)
            if "values" in result:
                value = TrialValue(cost=result["values"][0], time=1.0)
            else:
                value = TrialValue(cost=1e9, time=1.0, status=StatusType.CRASHED)
            self.smac.tell(info, value)

    def recommend(self):
        config = self.smac.intensifier.get_incumbent()
        return self.top if config is None else self.params_of(config)

    def params_of(self, config):
        params = {name: value.item() if hasattr(value, "item") else value for name, value in dict(config).items()}
        return spaces.active_only(self.problem["dimensions"], params)


def space_of(dimensions, conditions):
    space = ConfigurationSpace(seed=0)
    nodes = {d["path"]: node(d) for d in dimensions}
    space.add(list(nodes.values()))
    if conditions:
        space.add(
            [InCondition(nodes[d["path"]], nodes[parent], list(values)) for d in dimensions for parent, values in d["given"]]
        )
    return space


def node(d):
    if d["kind"] == "cat":
        return Categorical(d["path"], d["choices"])
    kind = Integer if d["kind"] == "int" else Float
    return kind(d["path"], (d["low"], d["high"]), log=d["log"])


SYSTEMS = {
    "smac-hpo": lambda problem: Smac(problem, HyperparameterOptimizationFacade, conditions=True),
    "smac-blackbox": lambda problem: Smac(problem, BlackBoxFacade, conditions=False),
}

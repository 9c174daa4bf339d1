"""The peers behind the ask/tell protocol of `protocol.ts`: python peers.py SYSTEM, JSON lines on both sides.

Each system is set up as its own documentation recommends for the problem at hand; `SYSTEMS` says how.
"""

import json
import math
import os
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.dirname(__file__))

import numpy

import spaces


class Optuna:
    """Optuna 5 over define-by-run distributions; a condition is an `if`, as its users write it."""

    def __init__(self, problem, make_sampler):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.optuna, self.problem = optuna, problem
        constraints = (lambda trial: trial.user_attrs.get("excess", [1.0])) if problem["limits"] else None
        self.study = optuna.create_study(
            directions=["minimize"] * problem["objectives"], sampler=make_sampler(optuna, problem, constraints)
        )
        self.running = {}

    def ask(self, count):
        return [self.one() for _ in range(count)]

    def one(self):
        trial = self.study.ask()
        params = {}
        for d in self.problem["dimensions"]:
            if not spaces.active(d, params):
                continue
            if d["kind"] == "cat":
                params[d["path"]] = trial.suggest_categorical(d["path"], d["choices"])
            elif d["kind"] == "int":
                params[d["path"]] = trial.suggest_int(d["path"], d["low"], d["high"], log=d["log"])
            else:
                params[d["path"]] = trial.suggest_float(d["path"], d["low"], d["high"], log=d["log"])
        self.running[trial.number] = trial
        return {"id": trial.number, "params": params}

    def tell(self, results):
        for result in results:
            trial = self.running.pop(result["id"])
            if "values" not in result:
                self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
                continue
            if result.get("excess"):
                trial.set_user_attr("excess", result["excess"])
            self.study.tell(trial, result["values"])

    def recommend(self):
        try:
            return self.study.best_trial.params
        except (ValueError, RuntimeError):
            return None


def conditional(problem):
    return any(d["given"] for d in problem["dimensions"])


def tpe(group):
    def make(optuna, problem, constraints):
        return optuna.samplers.TPESampler(
            seed=problem["seed"],
            multivariate=True,
            group=group,
            constant_liar=problem["parallel"] > 1,
            constraints_func=constraints,
        )

    return lambda problem: Optuna(problem, make)


def gp(problem):
    def make(optuna, problem, constraints):
        return optuna.samplers.GPSampler(
            seed=problem["seed"], deterministic_objective=not problem["noisy"], constraints_func=constraints
        )

    return Optuna(problem, make)


def cma(problem):
    def make(optuna, problem, constraints):
        return optuna.samplers.CmaEsSampler(seed=problem["seed"], with_margin=True)

    return Optuna(problem, make)


def nsga(problem):
    def make(optuna, problem, constraints):
        return optuna.samplers.NSGAIISampler(seed=problem["seed"], constraints_func=constraints)

    return Optuna(problem, make)


class Random:
    """Uniform on each dimension's own scale: the yardstick that everything is measured in."""

    def __init__(self, problem):
        self.problem, self.rng, self.count = problem, numpy.random.default_rng(problem["seed"]), 0
        self.best, self.params = math.inf, {}

    def ask(self, count):
        asked = []
        for _ in range(count):
            params = spaces.random_point(self.problem["dimensions"], self.rng)
            params = {name: value.item() if hasattr(value, "item") else value for name, value in params.items()}
            self.params[self.count] = params
            asked.append({"id": self.count, "params": params})
            self.count += 1
        return asked

    def tell(self, results):
        for result in results:
            if "values" in result and max(result.get("excess", []), default=0) <= 0 and result["values"][0] < self.best:
                self.best, self.top = result["values"][0], self.params[result["id"]]

    def recommend(self):
        return getattr(self, "top", None)


SYSTEMS = {
    "random": Random,
    "optuna-tpe": tpe(group=False),
    "optuna-tpe-group": tpe(group=True),
    "optuna-gp": gp,
    "optuna-cma": cma,
    "optuna-nsga2": nsga,
}


def version(system):
    if system == "random":
        return "1"
    import optuna

    return optuna.__version__


def main():
    system = sys.argv[1]
    answer_to = sys.stdout
    sys.stdout = sys.stderr  # nothing a peer prints may mix with the protocol
    optimiser = None
    for line in sys.stdin:
        request = json.loads(line)
        began = time.process_time()
        try:
            if request["op"] == "start":
                optimiser = SYSTEMS[system](request["problem"])
                answer = {"version": version(system)}
            elif request["op"] == "ask":
                answer = {"asked": optimiser.ask(request["count"])}
            elif request["op"] == "tell":
                optimiser.tell(request["results"])
                answer = {}
            else:
                answer = {"params": optimiser.recommend()}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer["cpuMs"] = 1000 * (time.process_time() - began)
        print(json.dumps(answer), file=answer_to, flush=True)


if __name__ == "__main__":
    main()

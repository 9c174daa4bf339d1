"""Optuna 5 with each sampler at its documented best, over define-by-run distributions; a condition is an `if`, as its users write it."""

import optuna

import spaces

PACKAGE = "optuna"


class Optuna:
    def __init__(self, problem, make_sampler):
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.problem = problem
        constraints = (lambda trial: trial.user_attrs.get("excess", [1.0])) if problem["limits"] else None
        self.study = optuna.create_study(
            directions=["minimize"] * problem["objectives"], sampler=make_sampler(problem, constraints)
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
                self.study.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            if result.get("excess"):
                trial.set_user_attr("excess", result["excess"])
            self.study.tell(trial, result["values"])

    def recommend(self):
        try:
            return self.study.best_trial.params
        except (ValueError, RuntimeError):
            return None


def tpe(group):
    def make(problem, constraints):
        return optuna.samplers.TPESampler(
            seed=problem["seed"],
            multivariate=True,
            group=group,
            constant_liar=problem["parallel"] > 1,
            constraints_func=constraints,
        )

    return lambda problem: Optuna(problem, make)


def gp(problem):
    def make(problem, constraints):
        return optuna.samplers.GPSampler(
            seed=problem["seed"], deterministic_objective=not problem["noisy"], constraints_func=constraints
        )

    return Optuna(problem, make)


def cma(problem):
    def make(problem, constraints):
        return optuna.samplers.CmaEsSampler(seed=problem["seed"], with_margin=True)

    return Optuna(problem, make)


def nsga(problem):
    def make(problem, constraints):
        return optuna.samplers.NSGAIISampler(seed=problem["seed"], constraints_func=constraints)

    return Optuna(problem, make)


def qmc(problem):
    def make(problem, constraints):
        return optuna.samplers.QMCSampler(seed=problem["seed"], qmc_type="sobol", scramble=True)

    return Optuna(problem, make)


SYSTEMS = {
    "optuna-tpe": tpe(group=False),
    "optuna-tpe-group": tpe(group=True),
    "optuna-gp": gp,
    "optuna-cma": cma,
    "optuna-nsga2": nsga,
    "sobol": qmc,
}

"""CPU milliseconds of suggest + tell with a history: python peer.py SYSTEM TRIALS DIMENSIONS ROUNDS. One JSON line.

The history is TRIALS uniform random trials of a shifted sphere; one round is not counted, then ROUNDS are. Three studies of
that kind one after another: the first is `coldMs`, what a fresh process pays, the last is `warmMs`.
"""

import json
import random
import sys
import time

system, trials, dimensions, rounds = sys.argv[1], *map(int, sys.argv[2:5])
names = [f"x{i}" for i in range(dimensions)]

if system.startswith("rustuna"):
    import rustuna as library

    create_trial = library.create_trial
else:
    import optuna as library

    library.logging.set_verbosity(library.logging.ERROR)
    create_trial = library.trial.create_trial

distribution = library.distributions.FloatDistribution(0.0, 1.0)
samplers = {
    "optuna-tpe": lambda seed: library.samplers.TPESampler(seed=seed, multivariate=True),
    "optuna-tpe-independent": lambda seed: library.samplers.TPESampler(seed=seed),
    "optuna-gp": lambda seed: library.samplers.GPSampler(seed=seed, deterministic_objective=True),
    "rustuna-tpe": lambda seed: library.samplers.TPESampler(seed=seed),
}


def value(params):
    return sum((params[name] - 0.3) ** 2 for name in names)


def milliseconds(seed):
    study = library.create_study(sampler=samplers[system](seed))
    generator = random.Random(seed)
    for _ in range(trials):
        params = {name: generator.random() for name in names}
        distributions = {name: distribution for name in names}
        study.add_trial(create_trial(params=params, distributions=distributions, value=value(params)))
    spent = []
    for _ in range(rounds + 1):
        began = time.process_time()
        trial = study.ask()
        params = {name: trial.suggest_float(name, 0.0, 1.0) for name in names}
        study.tell(trial.number, value(params))
        spent.append(1000 * (time.process_time() - began))
    return sum(spent[1:]) / rounds


cold, _, warm = (milliseconds(seed) for seed in (1, 2, 3))
print(json.dumps({"coldMs": cold, "warmMs": warm}))

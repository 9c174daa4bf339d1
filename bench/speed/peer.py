"""CPU milliseconds of suggest + tell with a history: python peer.py SYSTEM TRIALS DIMENSIONS ROUNDS. One JSON line.

The history is TRIALS uniform random trials of a shifted sphere; one round is not counted, then ROUNDS are.
"""

import json
import random
import sys
import time

system, trials, dimensions, rounds = sys.argv[1], *map(int, sys.argv[2:5])
names = [f"x{i}" for i in range(dimensions)]


def value(params):
    return sum((params[name] - 0.3) ** 2 for name in names)


if system.startswith("rustuna"):
    import rustuna as library
else:
    import optuna as library

    library.logging.set_verbosity(library.logging.ERROR)

distribution = library.distributions.FloatDistribution(0.0, 1.0)
samplers = {
    "optuna-tpe": lambda: library.samplers.TPESampler(seed=1, multivariate=True),
    "optuna-tpe-independent": lambda: library.samplers.TPESampler(seed=1),
    "optuna-gp": lambda: library.samplers.GPSampler(seed=1, deterministic_objective=True),
    "rustuna-tpe": lambda: library.samplers.TPESampler(seed=1),
}
study = library.create_study(sampler=samplers[system]())
generator = random.Random(1)
for _ in range(trials):
    params = {name: generator.random() for name in names}
    make = library.create_trial if system.startswith("rustuna") else library.trial.create_trial
    study.add_trial(make(params=params, distributions={name: distribution for name in names}, value=value(params)))

spent = []
for _ in range(rounds + 1):
    began = time.process_time()
    trial = study.ask()
    params = {name: trial.suggest_float(name, 0.0, 1.0) for name in names}
    study.tell(trial.number, value(params))
    spent.append(1000 * (time.process_time() - began))
print(json.dumps({"cpuMs": sum(spent[1:]) / rounds}))

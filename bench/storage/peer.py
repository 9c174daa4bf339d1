"""Optuna's trials per second with a random sampler and 10 parameters: python peer.py STORAGE IN_FLIGHT TRIALS FOLDER.

STORAGE is sqlite (its RDB storage, durable by SQLite's default synchronous=FULL), journal (file) or memory.
In flight: threads of one study, as `n_jobs` runs them. Prints one JSON line.
"""

import json
import os
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def storage_of(kind, folder):
    if kind == "memory":
        return None
    if kind == "sqlite":
        return f"sqlite:///{os.path.join(folder, 'optuna.db')}"
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    return JournalStorage(JournalFileBackend(os.path.join(folder, "optuna.journal")))


def objective(trial):
    return sum(trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(10))


kind, in_flight, trials, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
study = optuna.create_study(storage=storage_of(kind, folder), sampler=optuna.samplers.RandomSampler(seed=1))
began = time.perf_counter()
study.optimize(objective, n_trials=trials, n_jobs=in_flight)
seconds = time.perf_counter() - began
assert len(study.trials) == trials
print(json.dumps({"perSecond": trials / seconds, "version": optuna.__version__}))

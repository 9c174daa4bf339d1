"""Makes optuna.db, the earlier study: the same network on a fifth of the images. python make_optuna.py, with Optuna 5."""

import json
import os
import subprocess

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
if os.path.exists("optuna.db"):
    os.remove("optuna.db")
study = optuna.create_study(
    study_name="few-images",
    storage="sqlite:///optuna.db",
    direction="maximize",
    sampler=optuna.samplers.TPESampler(seed=1),
)
study.set_metric_names(["accuracy"])


def objective(trial):
    params = {
        "learning_rate": trial.suggest_float("learning_rate", 1e-4, 10, log=True),
        "width": trial.suggest_int("width", 4, 128, log=True),
        "batch_size": trial.suggest_int("batch_size", 4, 128, log=True),
        "momentum": trial.suggest_float("momentum", 0.0, 0.99),
    }
    run = subprocess.run(["node", "once.ts", json.dumps(params)], capture_output=True, check=True, text=True)
    return float(run.stdout)


study.optimize(objective, n_trials=40)

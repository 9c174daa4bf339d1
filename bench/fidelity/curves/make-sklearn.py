"""Trains two kinds of scikit-learn models in many settings and keeps their validation score after every step.

python bench/fidelity/curves/make-sklearn.py NAME   (some minutes each; needs bench/requirements/quality.txt)

A score is one training with one seed on one split; losses above CLIP (a diverged training) are kept as CLIP.
"""

import gzip
import json
import math
import os
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "quality"))

import numpy
from sklearn import datasets, linear_model, metrics, model_selection, neural_network, preprocessing

import spaces
from spaces import choice, integer, real

CLIP = 10.0


def split(load, stratify=True):
    x, y = load(return_X_y=True)
    parts = model_selection.train_test_split(x, y, test_size=0.4, random_state=0, stratify=y if stratify else None)
    scaler = preprocessing.StandardScaler().fit(parts[0])
    return scaler.transform(parts[0]), scaler.transform(parts[1]), parts[2], parts[3]


def mlp_diabetes(epochs):
    """A multilayer perceptron for regression; mean squared error in units of the target's variance."""
    x, x_test, y, y_test = split(datasets.load_diabetes, stratify=False)
    y, y_test = (y - y.mean()) / y.std(), (y_test - y.mean()) / y.std()

    def curve(p, seed):
        model = neural_network.MLPRegressor(
            hidden_layer_sizes=(p["width"],) * p["depth"],
            activation=p["activation"],
            solver=p["solver"],
            alpha=p["alpha"],
            learning_rate_init=p["learning_rate"],
            batch_size=p["batch_size"],
            momentum=p.get("momentum", 0.9),
            random_state=seed,
        )
        for _ in range(epochs):
            try:
                model.partial_fit(x, y)
                yield metrics.mean_squared_error(y_test, model.predict(x_test))
            except ValueError:  # weights that are no longer finite
                yield math.nan

    return curve


def sgd_digits(epochs):
    """A linear classifier by stochastic gradient descent; share of wrong digits."""
    x, x_test, y, y_test = split(datasets.load_digits)

    def curve(p, seed):
        model = linear_model.SGDClassifier(
            loss=p["loss"],
            penalty=p["penalty"],
            alpha=p["alpha"],
            l1_ratio=p.get("l1_ratio", 0.15),
            learning_rate=p["schedule"],
            eta0=p.get("eta0", 0.01),
            power_t=p.get("power_t", 0.5),
            average=p["average"],
            random_state=seed,
        )
        order = numpy.random.default_rng(seed)
        for _ in range(epochs):
            rows = order.permutation(len(x))
            model.partial_fit(x[rows], y[rows], classes=numpy.arange(10))
            yield 1 - model.score(x_test, y_test)

    return curve


TABLES = {
    "mlp-diabetes": (
        mlp_diabetes,
        "epochs",
        40,
        [
            integer("depth", 1, 3),
            integer("width", 8, 128, log=True),
            choice("activation", ["relu", "tanh"]),
            choice("solver", ["adam", "sgd"]),
            real("momentum", 0.0, 0.99, given=[("solver", ["sgd"])]),
            real("learning_rate", 1e-4, 1e-1, log=True),
            real("alpha", 1e-5, 1e1, log=True),
            integer("batch_size", 8, 128, log=True),
        ],
    ),
    "sgd-digits": (
        sgd_digits,
        "epochs",
        40,
        [
            choice("loss", ["hinge", "log_loss", "modified_huber"]),
            choice("penalty", ["l1", "l2", "elasticnet"]),
            real("l1_ratio", 0.0, 1.0, given=[("penalty", ["elasticnet"])]),
            real("alpha", 1e-7, 1e-1, log=True),
            choice("schedule", ["optimal", "constant", "invscaling"]),
            real("eta0", 1e-4, 1.0, log=True, given=[("schedule", ["constant", "invscaling"])]),
            real("power_t", 0.05, 0.9, given=[("schedule", ["invscaling"])]),
            choice("average", [False, True]),
        ],
    ),
}


def main(name, count=500):
    make, fidelity, full, dimensions = TABLES[name]
    curve = make(full)
    rng = numpy.random.default_rng(20261124)
    rows = []
    for index in range(count):
        params = spaces.random_point(dimensions, rng)
        params = {path: value.item() if hasattr(value, "item") else value for path, value in params.items()}
        params = {path: float(f"{value:.6g}") if type(value) is float else value for path, value in params.items()}
        began = time.process_time()
        scores = [round(min(CLIP, value), 5) if math.isfinite(value) else CLIP for value in curve(params, index)]
        rows.append({"params": params, "seconds": round(time.process_time() - began, 3), "curve": scores})
    table = {
        "id": name,
        "what": make.__doc__,
        "direction": "minimize",
        "fidelity": fidelity,
        "full": full,
        "dimensions": dimensions,
        "rows": rows,
    }
    with open(os.path.join(here, f"{name}.json.gz"), "wb") as file:
        file.write(gzip.compress(json.dumps(table, separators=(",", ":")).encode(), 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:2])

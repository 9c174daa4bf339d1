"""The four kinds of models: their spaces as Tunewright writes them, defaults as the libraries have them, and how each is fitted.

Thousands of small fits: what the libraries do around a fit (checks, copies) would cost more than the fits themselves, so
predictions of the support vector machine and the network's training on all folds at once are plain NumPy.
"""

import warnings

import lightgbm
import numpy
import sklearn
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
sklearn.set_config(skip_parameter_validation=True, assume_finite=True)


def number(kind, low, high, default, log=False):
    return {kind: [low, high], **({"log": True} if log else {}), "default": default}


SPACES = {
    "svm": {
        "c": number("float", 0.01, 100, 1, True),
        "gamma": number("float", 0.01, 10, 1, True),  # of 1 / columns: 'scale'
        "columns": number("float", 0.2, 1, 1),  # share of columns kept, by correlation with the target
    },
    "forest": {
        "max_features": number("float", 0.05, 1, 0.3),
        "max_depth": number("int", 2, 20, 20),
        "min_leaf": number("int", 1, 30, 1, True),
        "bootstrap": {"bool": True, "default": True},
    },
    "boosting": {
        "learning_rate": number("float", 0.02, 0.6, 0.2, True),
        "trees": number("int", 4, 40, 20, True),
        "leaves": number("int", 2, 32, 31, True),
        "min_leaf": number("int", 1, 50, 20, True),
        "rows": number("float", 0.4, 1, 1),
        "columns": number("float", 0.2, 1, 1),
        "l2": number("float", 0.001, 100, 0.001, True),
    },
    "mlp": {
        "hidden": number("int", 8, 48, 24, True),
        "alpha": number("float", 1e-6, 10, 1e-4, True),
        "learning_rate": number("float", 1e-4, 0.1, 3e-3, True),
        "batch": number("int", 20, 128, 50, True),
        "epochs": number("int", 5, 50, 30, True),
    },
}

#: Trees of a forest: fewer than usual, so that thousands of them can be grown.
TREES = 10


def at(spec, unit):
    """The value of a parameter at a place in [0, 1)."""
    if "bool" in spec:
        return unit < 0.5
    kind = "int" if "int" in spec else "float"
    low, high = spec[kind]
    if kind == "int":
        low, high = low - 0.5, high + 0.5
    value = low * (high / low) ** unit if spec.get("log") else low + unit * (high - low)
    return int(min(max(round(value), spec[kind][0]), spec[kind][1])) if kind == "int" else float(f"{value:.5g}")


def loss(judged, predicted, y):
    if judged == "error":
        return float((predicted != y).mean())
    if judged == "auc":
        return 1 - float(roc_auc_score(y, predicted))
    return float(numpy.sqrt(((predicted - y) ** 2).mean()))


class Part:
    """A training part with columns of mean 0 and deviation 1, and targets too where they are numbers."""

    def __init__(self, judged, x, y, keep=slice(None)):
        self.keep, self.mean, self.std = keep, x[:, keep].mean(0), x[:, keep].std(0) + 1e-9
        regress = judged == "rmse"
        self.shift, self.scale = (y.mean(), y.std()) if regress else (0, 1)
        self.x, self.y = self.rows(x), (y - self.shift) / self.scale if regress else y
        self.regress = regress

    def rows(self, x):
        return (x[:, self.keep] - self.mean) / self.std


def train(model, judged, params, parts, seeds):
    """Fits on each (x, y); one function a part, from rows to what `loss` wants."""
    if model == "mlp":
        return networks(judged, params, [Part(judged, x, y) for x, y in parts], seeds)
    fit = {"svm": machine, "forest": forest, "boosting": boosted}[model]
    return [fit(judged, params, x, y, int(seed)) for (x, y), seed in zip(parts, seeds)]


def columns_kept(x, y, share):
    centred = x - x.mean(0)
    targets = numpy.eye(y.max() + 1)[y] if y.dtype.kind == "i" else y[:, None]
    strength = (abs(centred.T @ (targets - targets.mean(0))) / (x.std(0)[:, None] + 1e-12)).max(1)
    return numpy.argsort(-strength)[: max(1, round(share * x.shape[1]))]


def machine(judged, p, x, y, seed):
    part = Part(judged, x, y, columns_kept(x, y, p["columns"]))
    gamma = p["gamma"] / part.x.shape[1]
    common = {"C": p["c"], "gamma": gamma, "cache_size": 100, "max_iter": 20000}
    made = (SVR(epsilon=0.1, **common) if part.regress else SVC(**common)).fit(part.x, part.y)
    vectors = made.support_vectors_.astype(numpy.float32)
    squares = (vectors**2).sum(1)
    weights, intercepts = made.dual_coef_.astype(numpy.float32), made.intercept_
    at = numpy.concatenate([[0], numpy.cumsum(made.n_support_)]) if not part.regress else [0]

    def predict(rows):
        z = part.rows(rows).astype(numpy.float32)
        kernel = numpy.exp(-gamma * numpy.maximum((z**2).sum(1)[:, None] + squares - 2 * z @ vectors.T, 0))
        if part.regress:
            return (kernel @ weights[0] + intercepts[0]) * part.scale + part.shift
        if len(at) == 3:
            decision = kernel @ weights[0] + intercepts[0]
            return decision if judged == "auc" else made.classes_[(decision > 0).astype(int)]
        votes = numpy.zeros((len(z), len(at) - 1))
        pair = 0
        for i in range(len(at) - 1):
            for j in range(i + 1, len(at) - 1):
                one, two = slice(at[i], at[i + 1]), slice(at[j], at[j + 1])
                wins = kernel[:, one] @ weights[j - 1, one] + kernel[:, two] @ weights[i, two] + intercepts[pair] > 0
                votes[:, i] += wins
                votes[:, j] += ~wins
                pair += 1
        return made.classes_[votes.argmax(1)]

    return predict


def forest(judged, p, x, y, seed):
    """A random forest: trees on samples of the rows, a random choice of columns at each node."""
    rng = numpy.random.default_rng(seed)
    kind = DecisionTreeRegressor if judged == "rmse" else DecisionTreeClassifier
    z = numpy.asfortranarray(x, numpy.float32)
    trees = []
    for _ in range(TREES):
        tree = kind(
            max_features=max(1, round(p["max_features"] * x.shape[1])), max_depth=p["max_depth"],
            min_samples_leaf=p["min_leaf"], random_state=int(rng.integers(2**31)),
        )
        counts = numpy.bincount(rng.integers(len(y), size=len(y)), minlength=len(y)).astype(float)
        trees.append(tree.fit(z, y, sample_weight=counts if p["bootstrap"] else None, check_input=False))

    def predict(rows):
        z = numpy.ascontiguousarray(rows, numpy.float32)
        mean = sum(tree.tree_.predict(z) for tree in trees) / TREES
        if judged == "rmse":
            return mean.reshape(-1)
        mean = mean.reshape(len(z), -1)
        return mean[:, 1] if judged == "auc" else trees[0].classes_[mean.argmax(1)]

    return predict


def boosted(judged, p, x, y, seed):
    part = Part(judged, x, y)
    classes = 1 if part.regress else int(y.max()) + 1
    objective = {"objective": "regression"} if part.regress else (
        {"objective": "binary"} if classes == 2 else {"objective": "multiclass", "num_class": classes}
    )
    booster = lightgbm.train(
        {
            **objective, "learning_rate": p["learning_rate"], "num_leaves": p["leaves"], "min_data_in_leaf": p["min_leaf"],
            "bagging_fraction": p["rows"], "bagging_freq": 1, "feature_fraction": p["columns"], "lambda_l2": p["l2"],
            "seed": seed, "num_threads": 1, "verbose": -1, "force_col_wise": True, "max_bin": 31,
        },
        lightgbm.Dataset(part.x, part.y, params={"verbose": -1, "max_bin": 31}),
        p["trees"],
        keep_training_booster=True,
    )

    def predict(rows):
        raw = booster.predict(part.rows(rows), num_threads=1)
        if part.regress:
            return raw * part.scale + part.shift
        if judged == "auc":
            return raw
        return (raw > 0.5).astype(int) if classes == 2 else raw.argmax(1)

    return predict


def networks(judged, p, parts, seeds):
    """One hidden layer of rectifiers, Adam, weight decay; the networks of all parts of one size are trained side by side."""
    predictors = [None] * len(parts)
    for size in {len(part.y) for part in parts}:
        chosen = [i for i, part in enumerate(parts) if len(part.y) == size]
        for i, predict in zip(chosen, side_by_side(judged, p, [parts[i] for i in chosen], seeds[chosen[0]])):
            predictors[i] = predict
    return predictors


def side_by_side(judged, p, parts, seed):
    rng = numpy.random.default_rng(int(seed))
    x = numpy.stack([part.x for part in parts]).astype(numpy.float32)
    regress = judged == "rmse"
    outputs = 1 if regress else int(max(part.y.max() for part in parts)) + 1
    t = numpy.stack([part.y[:, None] if regress else numpy.eye(outputs)[part.y] for part in parts]).astype(numpy.float32)
    count, size, columns = x.shape
    hidden, batch = p["hidden"], min(p["batch"], size)
    draw = lambda a, b: (rng.normal(size=(count, a, b)) * numpy.sqrt(2 / a)).astype(numpy.float32)
    weights = [draw(columns, hidden), numpy.zeros((count, 1, hidden), numpy.float32),
               draw(hidden, outputs), numpy.zeros((count, 1, outputs), numpy.float32)]
    first, second = [numpy.zeros_like(w) for w in weights], [numpy.zeros_like(w) for w in weights]
    step, every = 0, numpy.arange(count)[:, None]
    for _ in range(p["epochs"]):
        order = numpy.argsort(rng.random((count, size)), axis=1)
        for start in range(0, size - batch + 1, batch):
            rows = order[:, start : start + batch]
            z, target = x[every, rows], t[every, rows]
            h = numpy.maximum(z @ weights[0] + weights[1], 0)
            out = h @ weights[2] + weights[3]
            if not regress:
                out = numpy.exp(out - out.max(2, keepdims=True))
                out /= out.sum(2, keepdims=True)
            error = (out - target) / batch
            back = (error @ weights[2].transpose(0, 2, 1)) * (h > 0)
            gradients = [
                z.transpose(0, 2, 1) @ back + p["alpha"] / size * weights[0], back.sum(1, keepdims=True),
                h.transpose(0, 2, 1) @ error + p["alpha"] / size * weights[2], error.sum(1, keepdims=True),
            ]
            step += 1
            rate = p["learning_rate"] * numpy.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            for w, g, m, v in zip(weights, gradients, first, second):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                w -= rate * m / (numpy.sqrt(v) + 1e-8)

    def predictor(k, part):
        a, b, c, d = (w[k] for w in weights)

        def predict(rows):
            out = numpy.maximum(part.rows(rows).astype(numpy.float32) @ a + b, 0) @ c + d
            if regress:
                return out[:, 0] * part.scale + part.shift
            return out[:, 1] - out[:, 0] if judged == "auc" else out.argmax(1)

        return predict

    return [predictor(k, part) for k, part in enumerate(parts)]

"""The families of development problems. Each function takes the folder of the shared data and yields problems."""

import gzip
import hashlib
import json
import math
import os

import numpy

import spaces
from spaces import choice, integer, real


class Problem:
    """A function over a space; `truth(params)` gives (objective values, excess over limits)."""

    noisy = False

    def __init__(self, id, family, dimensions, function, trials=None, objectives=1, limits=0, optimum=None):
        self.id, self.family, self.dimensions, self.function = id, family, dimensions, function
        self.objectives, self.limits, self.optimum = objectives, limits, optimum
        self.trials = trials or math.ceil(20 + 40 * math.sqrt(len(dimensions)))

    def describe(self):
        return {
            "id": self.id,
            "family": self.family,
            "dimensions": self.dimensions,
            "spec": spaces.spec_of(self.dimensions),
            "objectives": self.objectives,
            "limits": self.limits,
            "trials": self.trials,
            "noisy": self.noisy,
        }

    def truth(self, params):
        value = self.function(params)
        return value if isinstance(value, tuple) else ([value], [])

    def random_point(self, rng):
        return spaces.random_point(self.dimensions, rng)

    def exact_reference(self):
        """The yardsticks without sampling, where they are known."""
        return None


# --- (a) tables -------------------------------------------------------------------------------------------------

HPOLIB = [
    ("activation_fn_1", ["relu", "tanh"]),
    ("activation_fn_2", ["relu", "tanh"]),
    ("batch_size", 4),
    ("dropout_1", 3),
    ("dropout_2", 3),
    ("init_lr", 6),
    ("lr_schedule", ["cosine", "const"]),
    ("n_units_1", 6),
    ("n_units_2", 6),
]
HPOBENCH = [("alpha", 10), ("batch_size", 10), ("depth", 3), ("learning_rate_init", 10), ("width", 10)]


class Table(Problem):
    def __init__(self, path, noisy):
        name = os.path.basename(path).removesuffix(".json.gz")
        self.columns = HPOBENCH if name.startswith("hpobench") else HPOLIB
        dimensions = [
            integer(column, 0, size - 1) if isinstance(size, int) else choice(column, size)
            for column, size in self.columns
        ]
        super().__init__(f"{name}{'-noisy' if noisy else ''}", "tables", dimensions, None, trials=100)
        self.noisy, self.path, self.sign = noisy, path, -1 if name.startswith("hpobench") else 1
        self.rows = None

    def load(self):
        if self.rows is None:
            with gzip.open(self.path) as file:
                self.rows = json.load(file)
        return self.rows

    def key(self, params):
        digits = []
        for column, size in self.columns:
            value = params[column]
            digits.append(str(value if isinstance(size, int) else size.index(value)))
        return "".join(digits)

    def truth(self, params):
        return [self.sign * float(numpy.mean(self.load()[self.key(params)]))], []

    def noisy_values(self, params, seed, visit):
        key = self.key(params)
        runs = self.load()[key]
        digest = hashlib.sha256(f"{self.id}/{seed}/{key}/{visit}".encode()).digest()
        return [self.sign * runs[int.from_bytes(digest[:8], "big") % len(runs)]]

    def exact_reference(self):
        means = numpy.array([self.sign * numpy.mean(runs) for runs in self.load().values()])
        return {"best": float(means.min()), "median": float(numpy.median(means))}


def tables(data):
    folder = os.path.join(data, "tables")
    for noisy in (False, True):
        for name in sorted(os.listdir(folder)):
            yield Table(os.path.join(folder, name), noisy)


# --- (b) surrogates ----------------------------------------------------------------------------------------------

DEVELOPMENT = {
    "lcbench": ["168335", "126026", "146212", "168910", "189862", "7593", "167149", "168330", "189905", "34539"],
    "rbv2_rpart": ["1040", "1050", "1063", "12", "1462", "1487", "22", "40496"],
}


class Surrogate(Problem):
    sessions = {}

    def __init__(self, data, scenario, task, dimensions, categories, continuous, fixed, metric):
        super().__init__(f"{scenario}-{task}", "surrogates", dimensions, None)
        self.folder, self.scenario = os.path.join(data, "yahpo", scenario), scenario
        self.categories, self.continuous, self.metric = categories, continuous, metric
        self.fixed = {**fixed, self.categories[0]: task}

    def session(self):
        if self.scenario not in Surrogate.sessions:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            with open(os.path.join(self.folder, "encoding.json")) as file:
                encoding = json.load(file)
            model = onnxruntime.InferenceSession(os.path.join(self.folder, "model.onnx"), options)
            Surrogate.sessions[self.scenario] = (model, encoding)
        return Surrogate.sessions[self.scenario]

    def truth(self, params):
        model, encoding = self.session()
        full = {**params, **self.fixed}
        names = {node.name: node for node in model.get_inputs()}
        codes = numpy.array([[encoding[name][str(full[name])] for name in self.categories]], dtype=numpy.int32)
        numbers = numpy.array([[full[name] for name in self.continuous]], dtype=numpy.float32)
        feed = dict(zip(names, (codes, numbers))) if "x_cat" not in names else {"x_cat": codes, "x_cont": numbers}
        return [-float(model.run(None, feed)[0][0][self.metric])], []


def surrogates(data):
    rpart = [
        choice("imputation", ["impute.mean", "impute.median", "impute.hist"]),
        real("cp", 0.0009118819655545162, 1.0, log=True),
        integer("maxdepth", 1, 30),
        integer("minbucket", 1, 100),
        integer("minsplit", 1, 100),
    ]
    for task in DEVELOPMENT["lcbench"]:
        yield Surrogate(
            data,
            "lcbench",
            task,
            [
                integer("batch_size", 16, 512, log=True),
                real("learning_rate", 1e-4, 0.1, log=True),
                real("momentum", 0.1, 0.99),
                real("weight_decay", 1e-5, 0.1),
                integer("num_layers", 1, 5),
                integer("max_units", 64, 1024, log=True),
                real("max_dropout", 0, 1),
            ],
            ["OpenML_task_id"],
            ["epoch", "batch_size", "learning_rate", "momentum", "weight_decay", "num_layers", "max_units", "max_dropout"],
            {"epoch": 52},
            1,
        )
    for task in DEVELOPMENT["rbv2_rpart"]:
        problem = Surrogate(
            data,
            "rbv2_rpart",
            task,
            rpart,
            ["task_id", "num.impute.selected.cpo"],
            ["cp", "maxdepth", "minbucket", "minsplit", "trainsize", "repl"],
            {"trainsize": 1.0, "repl": 10},
            0,
        )
        plain = problem.truth
        problem.truth = lambda params, plain=plain: plain({**params, "num.impute.selected.cpo": params["imputation"]})
        yield problem


# --- (c) live models ---------------------------------------------------------------------------------------------


def live(data):
    """Models of scikit-learn on its bundled data, 5-fold, in the manner of Bayesmark."""
    from sklearn import datasets, ensemble, linear_model, neighbors, neural_network, svm

    classification = {
        "rf": (
            lambda p: ensemble.RandomForestClassifier(n_estimators=10, random_state=0, **p),
            [
                integer("max_depth", 1, 15),
                real("max_features", 0.01, 0.99),
                real("min_samples_split", 0.01, 0.99),
                real("min_samples_leaf", 0.01, 0.49),
                real("min_weight_fraction_leaf", 0.01, 0.49),
                real("min_impurity_decrease", 0.0, 0.5),
            ],
        ),
        "svm": (
            lambda p: svm.SVC(random_state=0, **p),
            [real("C", 1, 1e3, log=True), real("gamma", 1e-4, 1e-3, log=True), real("tol", 1e-5, 1e-1, log=True)],
        ),
        "mlp": (
            lambda p: neural_network.MLPClassifier(
                hidden_layer_sizes=(p.pop("width"),) * p.pop("depth"), max_iter=40, random_state=0, **p
            ),
            [
                integer("width", 8, 128, log=True),
                integer("depth", 1, 3),
                real("alpha", 1e-5, 1e1, log=True),
                integer("batch_size", 10, 250),
                real("learning_rate_init", 1e-5, 1e-1, log=True),
                real("beta_1", 0.5, 0.99),
                real("beta_2", 0.9, 0.999999),
            ],
        ),
        "boosting": (
            lambda p: ensemble.HistGradientBoostingClassifier(max_iter=30, random_state=0, **p),
            [
                real("learning_rate", 1e-3, 1, log=True),
                integer("max_leaf_nodes", 3, 63, log=True),
                integer("min_samples_leaf", 2, 60, log=True),
                real("l2_regularization", 1e-6, 10, log=True),
                real("max_features", 0.1, 1.0),
            ],
        ),
        "knn": (
            lambda p: neighbors.KNeighborsClassifier(**p),
            [integer("n_neighbors", 1, 25), real("p", 1, 4), choice("weights", ["uniform", "distance"])],
        ),
    }
    sources = {"digits": datasets.load_digits, "breast": datasets.load_breast_cancer, "wine": datasets.load_wine}
    for source, load in sources.items():
        for model, (make, dimensions) in classification.items():
            yield live_problem(f"live-{model}-{source}", load, make, dimensions, "accuracy")
    linear = [real("alpha", 1e-2, 1e1, log=True), integer("max_iter", 5, 500, log=True), real("tol", 1e-6, 1e-1, log=True)]
    yield live_problem(
        "live-lasso-diabetes", datasets.load_diabetes, lambda p: linear_model.Lasso(**p), linear, "neg_mean_squared_error"
    )
    yield live_problem(
        "live-ridge-diabetes", datasets.load_diabetes, lambda p: linear_model.Ridge(**p), linear, "neg_mean_squared_error"
    )


def live_problem(id, load, make, dimensions, scoring):
    def score(params):
        import warnings

        from sklearn.model_selection import cross_val_score
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        x, y = load(return_X_y=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = make_pipeline(StandardScaler(), make(dict(params)))
            return -float(cross_val_score(model, x, y, cv=5, scoring=scoring, error_score="raise").mean())

    return Problem(id, "live", dimensions, score)


# --- (d) BBOB, odd-numbered functions ------------------------------------------------------------------------------


def bbob(data):
    """COCO's own suite; log10 of the distance to the optimum is what counts, so that is what is served."""
    import cocoex

    suite = cocoex.Suite("bbob", "instances: 1-5", "function_indices: 1,3,5,7,9,11,13,15,17,19,21,23 dimensions: 5,10,20")
    for index in range(len(suite)):
        problem = suite[index]
        yield bbob_problem(problem)


def bbob_problem(function):
    dimensions = [real(f"x{i}", -5.0, 5.0) for i in range(function.dimension)]
    name = f"bbob-f{function.id_function:02d}-i{function.id_instance}-d{function.dimension}"
    function._best_parameter("print")  # writes the optimum to a file that is read back below
    with open("._bbob_problem_best_parameter.txt") as file:
        optimum = function(numpy.array([float(word) for word in file.read().split()]))
    os.remove("._bbob_problem_best_parameter.txt")

    def value(params):
        return float(function(numpy.array([params[d["path"]] for d in dimensions]))) - optimum

    return Problem(name, "bbob", dimensions, value, optimum=0.0)


# --- (e) conditional, mixed, constrained and several objectives -------------------------------------------------------


def made(data):
    yield Problem("made-boosters", "made", *boosters())
    yield Problem("made-kernels", "made", *kernels())
    yield Problem("made-layers", "made", *layers())
    yield Problem("made-mixed", "made", *mixed())
    yield constrained("made-tension", *tension())
    yield constrained("made-disc", *disc())


def bowl(x, centre, width=1.0):
    return ((x - centre) / width) ** 2


def boosters():
    tree = [("booster", ["gbtree", "dart"])]
    dimensions = [
        choice("booster", ["gbtree", "gblinear", "dart"]),
        real("lambda", 1e-8, 1.0, log=True),
        real("alpha", 1e-8, 1.0, log=True),
        real("subsample", 0.2, 1.0, given=tree),
        integer("max_depth", 3, 12, given=tree),
        real("eta", 1e-8, 1.0, log=True, given=tree),
        real("gamma", 1e-8, 1.0, log=True, given=tree),
        choice("grow_policy", ["depthwise", "lossguide"], given=tree),
        real("rate_drop", 1e-8, 1.0, log=True, given=[("booster", ["dart"])]),
        real("skip_drop", 1e-8, 1.0, log=True, given=[("booster", ["dart"])]),
    ]

    def value(p):
        shared = 0.02 * bowl(math.log10(p["lambda"]), -2, 3) + 0.01 * bowl(math.log10(p["alpha"]), -5, 4)
        if p["booster"] == "gblinear":
            return 0.35 + 0.05 * bowl(math.log10(p["lambda"]), -4, 2) + shared
        eta = math.log10(p["eta"])
        depth = p["max_depth"]
        tree_part = (
            0.12 * min(4, bowl(eta + 0.08 * (depth - 6), -1.0, 1.5))
            + 0.03 * bowl(depth, 7, 4)
            + 0.05 * bowl(p["subsample"], 0.75, 0.4)
            + 0.02 * bowl(math.log10(p["gamma"]), -3, 4)
            + (0.01 if p["grow_policy"] == "lossguide" else 0.0)
        )
        if p["booster"] == "gbtree":
            return 0.10 + tree_part + shared
        return 0.08 + tree_part + shared + 0.04 * bowl(math.log10(p["rate_drop"]), -1, 3) + 0.02 * bowl(
            math.log10(p["skip_drop"]), -2, 3
        )

    return dimensions, value


def kernels():
    dimensions = [
        choice("kernel", ["linear", "rbf", "poly", "sigmoid"]),
        real("C", 1e-3, 1e3, log=True),
        real("gamma", 1e-5, 1e2, log=True, given=[("kernel", ["rbf", "poly", "sigmoid"])]),
        integer("degree", 2, 5, given=[("kernel", ["poly"])]),
        real("coef0", -1, 1, given=[("kernel", ["poly", "sigmoid"])]),
        choice("scaling", ["none", "standard", "minmax", "rank"]),
    ]

    def value(p):
        c = math.log10(p["C"])
        scale = {"none": 0.12, "standard": 0.0, "minmax": 0.02, "rank": 0.05}[p["scaling"]]
        if p["kernel"] == "linear":
            return 0.25 + 0.02 * bowl(c, -1) + scale
        g = math.log10(p["gamma"])
        ridge = 1 - math.exp(-bowl(c + g, 0, 1.2) - bowl(g, -1.5, 1.0))
        if p["kernel"] == "rbf":
            return 0.05 + 0.4 * ridge + scale
        if p["kernel"] == "poly":
            return 0.09 + 0.35 * ridge + 0.03 * bowl(p["degree"], 3) + 0.05 * bowl(p["coef0"], 0.5) + scale
        return 0.2 + 0.3 * ridge + 0.1 * bowl(p["coef0"], -0.5) + scale

    return dimensions, value


def layers():
    dimensions = [integer("layers", 1, 4)]
    dimensions += [
        integer(f"units{i}", 16, 512, log=True, given=[("layers", list(range(i, 5)))] if i > 1 else [])
        for i in range(1, 5)
    ]
    dimensions += [
        choice("optimizer", ["sgd", "adam"]),
        real("lr_sgd", 1e-5, 1e-1, log=True, given=[("optimizer", ["sgd"])]),
        real("momentum", 0.0, 0.99, given=[("optimizer", ["sgd"])]),
        real("lr_adam", 1e-5, 1e-1, log=True, given=[("optimizer", ["adam"])]),
        real("beta2", 0.9, 0.9999, given=[("optimizer", ["adam"])]),
        real("dropout", 0.0, 0.6),
    ]

    def value(p):
        units = [math.log2(p[f"units{i}"]) for i in range(1, p["layers"] + 1)]
        capacity = sum(units)
        loss = 0.04 * bowl(capacity, 19, 5) + 0.01 * sum(max(0, b - a) ** 2 for a, b in zip(units, units[1:]))
        loss += 0.08 * bowl(p["dropout"], 0.05 + 0.015 * capacity, 0.3)
        if p["optimizer"] == "sgd":
            rate = math.log10(p["lr_sgd"]) - math.log10(1 - p["momentum"])
            return 0.06 + loss + 0.06 * bowl(rate, -1.3) + 0.01 * p["layers"]
        return 0.07 + loss + 0.05 * bowl(math.log10(p["lr_adam"]), -3.2 + 0.1 * p["layers"]) + 0.02 * bowl(
            math.log10(1 - p["beta2"]), -2.5
        )

    return dimensions, value


def mixed():
    dimensions = [real(f"x{i}", 0, 1) for i in range(4)] + [integer(f"n{i}", 0, 9) for i in range(3)]
    dimensions += [choice(f"c{i}", ["a", "b", "c", "d", "e"]) for i in range(3)]
    rng = numpy.random.default_rng(11)
    effects = rng.uniform(0, 0.4, size=(3, 5))
    pair = rng.uniform(0, 0.3, size=(5, 5))
    shift = rng.uniform(-0.25, 0.25, size=(5, 4))

    def value(p):
        codes = ["abcde".index(p[f"c{i}"]) for i in range(3)]
        total = sum(effects[i][code] for i, code in enumerate(codes)) + pair[codes[0]][codes[1]]
        total += sum(bowl(p[f"x{i}"], 0.5 + shift[codes[2]][i], 0.6) for i in range(4))
        total += 0.3 * abs(p["n0"] - 6) / 9 + 0.2 * bowl(p["n1"] + p["n2"], 9, 9)
        return float(total)

    return dimensions, value


class Constrained(Problem):
    def truth(self, params):
        value, excess = self.function(params)
        return [value], excess


def constrained(id, dimensions, function, limits):
    return Constrained(id, "constrained", dimensions, function, limits=limits)


def tension():
    """Weight of a tension/compression spring under four limits (Belegundu 1982)."""
    dimensions = [real("d", 0.05, 1.0), real("D", 0.25, 1.3), real("N", 2.0, 15.0)]

    def value(p):
        d, D, N = p["d"], p["D"], p["N"]
        weight = (N + 2) * D * d**2
        excess = [
            1 - D**3 * N / (71785 * d**4),
            (4 * D**2 - d * D) / (12566 * (D * d**3 - d**4) + 1e-12) + 1 / (5108 * d**2) - 1,
            1 - 140.45 * d / (D**2 * N),
            (d + D) / 1.5 - 1,
        ]
        return weight, excess

    return dimensions, value, 4


def disc():
    dimensions = [real("x", 0.0, 6.0), real("y", 0.0, 6.0)]

    def value(p):
        x, y = p["x"], p["y"]
        return math.cos(2 * x) * math.cos(y) + math.sin(x), [math.cos(x) * math.cos(y) - math.sin(x) * math.sin(y) + 0.5]

    return dimensions, value, 1


class Several(Problem):
    def truth(self, params):
        return self.function(params), []


def several(data):
    """ZDT and DTLZ; hypervolume is measured against the median of random points."""
    for name, size, function in ZDT:
        dims = [real(f"x{i}", 0.0, 1.0) for i in range(size)]
        yield Several(f"several-{name}", "several", dims, vector(function, size), objectives=2)
    for name, size, function in DTLZ:
        dims = [real(f"x{i}", 0.0, 1.0) for i in range(size)]
        yield Several(f"several-{name}", "several", dims, vector(function, size), objectives=3)


def vector(function, size):
    return lambda params: [float(v) for v in function(numpy.array([params[f"x{i}"] for i in range(size)]))]


def zdt1(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - math.sqrt(x[0] / g))


def zdt2(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - (x[0] / g) ** 2)


def zdt3(x):
    g = 1 + 9 * x[1:].mean()
    return x[0], g * (1 - math.sqrt(x[0] / g) - x[0] / g * math.sin(10 * math.pi * x[0]))


def zdt6(x):
    f = 1 - math.exp(-4 * x[0]) * math.sin(6 * math.pi * x[0]) ** 6
    g = 1 + 9 * x[1:].mean() ** 0.25
    return f, g * (1 - (f / g) ** 2)


def dtlz2(x):
    g = ((x[2:] - 0.5) ** 2).sum()
    a, b = x[0] * math.pi / 2, x[1] * math.pi / 2
    return (1 + g) * math.cos(a) * math.cos(b), (1 + g) * math.cos(a) * math.sin(b), (1 + g) * math.sin(a)


def dtlz7(x):
    g = 1 + 9 * x[2:].mean()
    h = 3 - sum(f / (1 + g) * (1 + math.sin(3 * math.pi * f)) for f in x[:2])
    return x[0], x[1], (1 + g) * h


ZDT = [("zdt1", 8, zdt1), ("zdt2", 8, zdt2), ("zdt3", 8, zdt3), ("zdt6", 8, zdt6)]
DTLZ = [("dtlz2", 7, dtlz2), ("dtlz7", 6, dtlz7)]

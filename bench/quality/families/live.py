"""Models of scikit-learn trained on its bundled data, 5-fold, in the manner of Bayesmark."""

from families.problem import Problem
from spaces import choice, integer, real


def problems(data):
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

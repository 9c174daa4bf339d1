"""
Judges a pipeline of scikit-learn on handwritten digits.

    python3 pipeline.py params.json        cross-validated accuracy on 70 % of the images
    python3 pipeline.py params.json test   accuracy on the other 30 %, which no search should see

The parameters come nested, as the space of study.yaml has them: {"scale": "standard", "reduce": false,
"model": {"name": "knn", "neighbours": 5, "weights": "uniform", "p": 2}}.
"""

import json
import sys

from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.svm import SVC


def svm(C, kernel):
    return SVC(C=C, kernel=kernel["name"], gamma=kernel.get("gamma", "scale"))


def forest(trees, max_features, min_leaf):
    return RandomForestClassifier(
        trees,
        # JSON has no 1.0, and to scikit-learn 1 means a single feature.
        max_features=float(max_features),
        min_samples_leaf=min_leaf,
        random_state=0,
    )


def boosting(learning_rate, rounds, leaves):
    return HistGradientBoostingClassifier(
        learning_rate=learning_rate,
        max_iter=rounds,
        max_leaf_nodes=leaves,
        early_stopping=False,
        random_state=0,
    )


def knn(neighbours, weights, p):
    return KNeighborsClassifier(neighbours, weights=weights, p=p)


MODELS = {"svm": svm, "forest": forest, "boosting": boosting, "knn": knn}


def build(scale, reduce, model, components=None):
    steps = []
    if scale == "standard":
        steps.append(StandardScaler())
    elif scale == "quantile":
        steps.append(QuantileTransformer(n_quantiles=100))
    if reduce:
        steps.append(PCA(components, random_state=0))
    # The choice's name decides which parameters came with it.
    model = dict(model)
    return make_pipeline(*steps, MODELS[model.pop("name")](**model))


with open(sys.argv[1]) as file:
    pipeline = build(**json.load(file))
X, y = load_digits(return_X_y=True)
X, X_test, y, y_test = train_test_split(
    X, y, test_size=0.3, stratify=y, random_state=0
)
if sys.argv[2:] == ["test"]:
    print(f"test_accuracy: {pipeline.fit(X, y).score(X_test, y_test):.4f}")
else:
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    print(f"val_accuracy: {cross_val_score(pipeline, X, y, cv=folds).mean():.4f}")

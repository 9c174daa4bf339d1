"""Cross-validates boosted trees on the breast cancer data, and asks after each fold whether to go on."""

import tunewright_trial as trial
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

X, y = load_breast_cancer(return_X_y=True)
setting = {"learning_rate": 0.1, "leaves": 31, "rounds": 30, "min_leaf": 20, **trial.params}
# The same folds for every trial: only then do they compare one by one.
folds = StratifiedKFold(10, shuffle=True, random_state=0)
scores = []
for fold, (train, held_out) in enumerate(folds.split(X, y), start=1):
    model = HistGradientBoostingClassifier(
        learning_rate=setting["learning_rate"],
        max_iter=setting["rounds"],
        max_leaf_nodes=setting["leaves"],
        min_samples_leaf=setting["min_leaf"],
        early_stopping=False,
        random_state=0,
    )
    scores.append(model.fit(X[train], y[train]).score(X[held_out], y[held_out]))
    if trial.should_stop(fold, accuracy=scores[-1]):
        break
trial.result(accuracy=sum(scores) / len(scores))

"""Judges a classifier of tumours by cross-validation. An ordinary script: it knows nothing of any tuner."""

import argparse

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

parser = argparse.ArgumentParser()
parser.add_argument("--model", choices=["svm", "forest"], default="svm")
parser.add_argument("--C", type=float, default=1.0)
parser.add_argument("--gamma", type=float, default=0.03)
parser.add_argument("--trees", type=int, default=100)
parser.add_argument("--max-features", type=float, default=0.2)
parser.add_argument("--min-leaf", type=int, default=1)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

if args.model == "svm":
    model = make_pipeline(StandardScaler(), SVC(C=args.C, gamma=args.gamma))
else:
    model = RandomForestClassifier(
        n_estimators=args.trees,
        max_features=args.max_features,
        min_samples_leaf=args.min_leaf,
        random_state=args.seed,
    )

cells, labels = load_breast_cancer(return_X_y=True)
scores = cross_val_score(model, cells, labels, cv=5)
print(f"val_accuracy: {scores.mean():.4f}")

"""Validation against test scores of the lcbench surrogate: python selection.py FOLDER-OF-lcbench - writes worlds/selection.json.

Networks trained to the last epoch on the development tasks: 256 configurations each, the default of the published space first.
No noise: it tells what choosing by validation costs, and nothing else.
"""

import json
import os
import sys

import numpy
import onnxruntime
from scipy.stats import qmc

TASKS = "168335 126026 146212 168910 189862 7593 167149 168330 189905 34539".split()
ORDER = "epoch batch_size learning_rate momentum weight_decay num_layers max_units max_dropout".split()
CONFIGURATIONS = 256

folder = sys.argv[1]
with open(f"{folder}/config_space.json") as file:
    space = {h["name"]: h for h in json.load(file)["hyperparameters"]}
with open(f"{folder}/encoding.json") as file:
    codes = json.load(file)["OpenML_task_id"]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
model = onnxruntime.InferenceSession(f"{folder}/model.onnx", options)

units = qmc.Sobol(len(ORDER), rng=numpy.random.default_rng(6)).random(CONFIGURATIONS)
points = numpy.empty((CONFIGURATIONS, len(ORDER)), numpy.float32)
for j, name in enumerate(ORDER):
    h = space[name]
    low, high = h["lower"], h["upper"]
    column = low * (high / low) ** units[:, j] if h["log"] else low + units[:, j] * (high - low)
    points[:, j] = numpy.round(column) if h["type"] == "uniform_int" else column
    points[0, j] = h["default"]
points[:, 0] = space["epoch"]["upper"]
tasks = {}
for task in TASKS:
    category = numpy.full((CONFIGURATIONS, 1), codes[task], numpy.int32)
    [rows] = model.run(None, {"x_cat": category, "x_cont": points})
    # time, val_accuracy, val_cross_entropy, val_balanced_accuracy, test_cross_entropy, test_balanced_accuracy
    tasks[task] = {
        "validation": [round(1 - float(v), 6) for v in rows[:, 3]],
        "test": [round(1 - float(v), 6) for v in rows[:, 5]],
    }
here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worlds")
with open(f"{here}/selection.json", "w") as file:
    json.dump(tasks, file, separators=(",", ":"))

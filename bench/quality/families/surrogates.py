"""Development tasks of YAHPO Gym: networks that stand for models trained on OpenML, at full fidelity."""

import json
import os

import numpy

from families.problem import Problem
from spaces import choice, integer, real


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


def problems(data):
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

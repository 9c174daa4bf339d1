"""What tuners share that see an evaluation step by step and say whether it goes on."""


def rungs(problem, factor=3):
    """Fidelities 1, 3, 9, ... and the full one."""
    levels, level = [], 1
    while level < problem["full"]:
        levels.append(level)
        level *= factor
    return levels + [problem["full"]]


class Stepwise:
    """Subclasses: `suggest()` -> (id, params); `goes_on(id, fidelity, value)`; `complete`, `stopped(id, fidelity, value)`.

    Where a program does not report on its way, its user calls it with more and more fidelity and asks in between.
    """

    stops = True

    def __init__(self, problem):
        self.problem = problem
        by_steps = self.stops and not problem["resume"]
        self.levels = rungs(problem) if by_steps else [problem["full"]]
        self.further = []

    def next(self):
        if self.further:
            id, level = self.further.pop()
            return {"id": id, "to": level}
        id, params = self.suggest()
        params = {path: value.item() if hasattr(value, "item") else value for path, value in params.items()}
        return {"id": id, "params": params, "to": self.levels[0]}

    def end(self, id, fidelity, value, stopped):
        if stopped:
            self.stopped(id, fidelity, value)
        elif fidelity == self.problem["full"]:
            self.complete(id, fidelity, value)
        elif self.goes_on(id, fidelity, value):
            self.further.append((id, next(level for level in self.levels if level > fidelity)))
        else:
            self.stopped(id, fidelity, value)

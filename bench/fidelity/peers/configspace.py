"""A problem's space in ConfigSpace's words, with its conditions."""

from ConfigSpace import (
    AndConjunction,
    Categorical,
    ConfigurationSpace,
    EqualsCondition,
    Float,
    InCondition,
    Integer,
)


def configuration_space(problem):
    space = ConfigurationSpace(seed=problem["seed"])
    made = {}
    for d in problem["dimensions"]:
        path = d["path"]
        if d["kind"] == "cat":
            made[path] = Categorical(path, [str(value) for value in d["choices"]])
        elif d["kind"] == "int":
            made[path] = Integer(path, (d["low"], d["high"]), log=d["log"])
        else:
            made[path] = Float(path, (d["low"], d["high"]), log=d["log"])
    space.add(*made.values())
    conditions = []
    for d in problem["dimensions"]:
        clauses = [condition(problem, made, d, parent, values) for parent, values in d["given"]]
        if clauses:
            conditions.append(clauses[0] if len(clauses) == 1 else AndConjunction(*clauses))
    if conditions:
        space.add(conditions)
    return space


def condition(problem, made, d, parent, values):
    kind = next(other["kind"] for other in problem["dimensions"] if other["path"] == parent)
    values = [str(value) for value in values] if kind == "cat" else list(values)
    if len(values) == 1:
        return EqualsCondition(made[d["path"]], made[parent], values[0])
    return InCondition(made[d["path"]], made[parent], values)


def params_of(problem, configuration):
    """The active parameters, choices as the problem writes them."""
    given, params = dict(configuration), {}
    for d in problem["dimensions"]:
        if d["path"] not in given:
            continue
        value = given[d["path"]]
        if d["kind"] == "cat":
            value = next(option for option in d["choices"] if str(option) == value)
        params[d["path"]] = value.item() if hasattr(value, "item") else value
    return params

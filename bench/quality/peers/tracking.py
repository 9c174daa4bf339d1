"""What most drivers share: numbers for what was asked, and the best that was seen."""

import math


class Tracking:
    """Recommends the best feasible value seen, as systems do that name nothing of their own."""

    def __init__(self, problem):
        self.problem = problem
        self.asked, self.best, self.top = [], math.inf, None

    def number(self, params, token=None):
        """An answer to `ask`; `token` is what the system itself calls the suggestion."""
        params = {name: value.item() if hasattr(value, "item") else value for name, value in params.items()}
        self.asked.append((params, token))
        return {"id": len(self.asked) - 1, "params": params}

    def note(self, result):
        """(params, token) of a told result, which is looked at for the best."""
        params, token = self.asked[result["id"]]
        feasible = "values" in result and max(result.get("excess") or [], default=0) <= 0
        if feasible and result["values"][0] < self.best:
            self.best, self.top = result["values"][0], params
        return params, token

    def recommend(self):
        return self.top

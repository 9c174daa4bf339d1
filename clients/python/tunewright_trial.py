"""Connects a Python program to the Tunewright study that runs it. One file, no dependencies, Python 3.8 or later.

    import tunewright_trial as trial

    lr = trial.params.get("learning_rate", 1e-3)
    for epoch in range(trial.fidelity.get("epochs", 30)):
        ...
        trial.report(epoch, val_accuracy=accuracy)   # ends the program here when the study says stop
    trial.result(val_accuracy=accuracy)

Started by hand it works too: parameters are then empty (give defaults), and what is reported is printed as JSON lines,
which Tunewright also reads from standard output.
"""

import json
import math
import os
import shutil
import socket
import sys
import threading

__all__ = [
    "Stop", "attach", "checkpoint_dir", "evaluation", "fatal", "fidelity", "fold", "folds", "infeasible", "load_params", "note", "number",
    "params", "reached", "report", "result", "seed", "should_stop", "skip", "split", "split_rows", "trial_dir", "tuned",
]


class Stop(SystemExit):
    """Raised by report() when the study wants no more of this configuration. Not caught, it ends the program well."""

    def __init__(self):
        super().__init__(0)


def load_params(defaults=None):
    """The configuration as a dict, over the defaults given. Under a choice with own parameters it is nested."""
    loaded = dict(defaults or {})
    text = os.environ.get("TUNEWRIGHT_PARAMS")
    path = os.environ.get("TUNEWRIGHT_PARAMS_FILE")
    if text is None and path is not None:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    if text is not None:
        loaded.update(json.loads(text))
    return loaded


_channel_path = os.environ.get("TUNEWRIGHT_CHANNEL")

#: Whether a study runs this program.
tuned = _channel_path is not None
#: The configuration; empty when started by hand.
params = load_params()
#: The trial's number, from 0.
number = int(os.environ.get("TUNEWRIGHT_TRIAL", "0"))
#: The evaluation's number within the study, from 0.
evaluation = int(os.environ.get("TUNEWRIGHT_EVALUATION", "0"))
#: Seed for everything random.
seed = int(os.environ.get("TUNEWRIGHT_SEED", "0"))
#: Amounts to reach, for example {"epochs": 30}.
fidelity = json.loads(os.environ.get("TUNEWRIGHT_FIDELITY", "{}"))
#: What runs that this one continues have reached, for example {"epochs": 9}: what checkpoint_dir holds. Empty at first.
reached = json.loads(os.environ.get("TUNEWRIGHT_REACHED", "{}"))
#: Which fold of the data to hold out; -1 without folds.
fold = int(os.environ.get("TUNEWRIGHT_FOLD", "-1"))
#: How many folds the data is cut into; 0 without folds.
folds = int(os.environ.get("TUNEWRIGHT_FOLDS", "0"))
#: "search" or "confirm"; any other is the name of the data that `holdout` locks away.
split = os.environ.get("TUNEWRIGHT_SPLIT", "search")
#: Folder for this evaluation's own files.
trial_dir = os.environ.get("TUNEWRIGHT_TRIAL_DIR", ".")
#: Folder for checkpoints; what an earlier, shorter run of this trial left is there.
checkpoint_dir = os.environ.get("TUNEWRIGHT_CHECKPOINT_DIR", ".")

_lock = threading.Lock()
_connection = None
_owner = None


def _plain(value):
    """NumPy and tensor scalars become Python's; JSON has no NaN, so such numbers become text."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value


def _connect():
    global _connection, _owner
    # A forked child must not share its parent's connection.
    if _connection is None or _owner != os.getpid():
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.connect(_channel_path)
        _connection, _owner = link.makefile("rwb"), os.getpid()
        _exchange({"hello": os.environ.get("TUNEWRIGHT_LEASE", "").split(",")[-1]})


def _exchange(message):
    _connection.write(json.dumps(message).encode("utf-8") + b"\n")
    _connection.flush()
    line = _connection.readline()
    if not line:
        raise ConnectionError("the study is gone")
    return json.loads(line)["reply"]


def _say(message):
    with _lock:
        try:
            _connect()
            return _exchange(message)
        except OSError:
            # Without a study there is nobody to report to.
            return "stop"


def _print(values):
    print(json.dumps(values), flush=True)
    return "continue"


def should_stop(step, **metrics):
    """Reports metrics at a step (an epoch); True when the study wants no more."""
    values = {name: _plain(value) for name, value in metrics.items()}
    if tuned:
        return _say({"type": "report", "step": _plain(step), "metrics": values}) != "continue"
    return _print({"step": _plain(step), **values}) != "continue"


def report(step, **metrics):
    """Reports metrics at a step (an epoch). Raises Stop, which ends the program well, when the study says so."""
    if should_stop(step, **metrics):
        raise Stop()


def result(**metrics):
    """Final values. Without it the last reported ones are final."""
    values = {name: _plain(value) for name, value in metrics.items()}
    if tuned:
        _say({"type": "metrics", "metrics": values})
    else:
        _print(values)


def note(key, value):
    """Attaches an attribute (anything that JSON can hold) to the trial."""
    if tuned:
        _say({"type": "note", "key": key, "value": _plain(value)})
    else:
        _print({"note": {key: _plain(value)}})


def attach(path, name=None):
    """Copies a file into the trial's folder and notes it as an artifact. Returns the copy's path."""
    folder = os.path.join(trial_dir, "artifacts")
    os.makedirs(folder, exist_ok=True)
    name = os.path.basename(name or path)
    copy = os.path.join(folder, name)
    if os.path.abspath(copy) != os.path.abspath(path):
        shutil.copy2(path, copy)
    note("artifact:" + name, {"path": os.path.abspath(copy), "bytes": os.path.getsize(copy)})
    return copy


def _end(status, reason, code):
    if tuned:
        _say({"type": "outcome", "status": status, "reason": str(reason)})
        code = 0
    else:
        print(json.dumps({"tunewright": {"status": status, "reason": str(reason)}}), flush=True)
    sys.exit(code)


def infeasible(reason=""):
    """Ends the program: this configuration cannot work (out of memory, an impossible shape)."""
    _end("infeasible", reason, 0)


def skip(reason=""):
    """Ends the program: nothing was learned about this configuration."""
    _end("skip", reason, 0)


def fatal(reason=""):
    """Ends the program and the whole study: no configuration can work."""
    _end("fatal", reason, 1)


def split_rows(count, labels=None, groups=None, time=None, test=0.25, holdout=0.0):
    """The rows (two ascending lists of numbers) that this evaluation trains on and that it is judged by.

    With folds it is this evaluation's fold of a cross-validation, else a random share `test`; the seed decides which.
    The rows that `holdout` (a share) locks are in neither part, until the study reads its holdout: then they are the test
    and all others the training rows. labels: a class for each row, so that every part has the same share of each; groups:
    a group for each row, all in one part; time: True when the rows are in order, or a number for each, so that what is
    tested is later than what is trained on. The same numbers as splitRows in TypeScript.

        train, test = trial.split_rows(len(X), labels=y, holdout=0.2)
        model.fit(X[train], y[train])
    """
    order = list(range(count))
    if time is not None and time is not True:
        order.sort(key=lambda row: time[row])
    locked = _part(order, holdout, _LOCK, True, labels, groups, time) if holdout > 0 else []
    rest = _without(order, locked)
    if split not in ("search", "confirm"):
        if not locked:
            raise ValueError('The split "%s" wants locked rows, but none are: give holdout, as in holdout=0.2.' % split)
        return _checked(rest, locked)
    if folds > 0 and time is not None:
        block = len(rest) // (folds + 2)
        start = len(rest) - folds * block - _below(_hash32(seed, 0), block) + fold * block
        return _checked(rest[:start], rest[start:start + block])
    if folds > 0:
        held = _deal(rest, labels, groups)[fold] if fold >= 0 else []
        return _checked(_without(rest, held), held)
    if time is not None:
        size = max(1, _rounded(test * len(rest)))
        start = len(rest) - size - _below(_hash32(seed, 0), max(1, (len(rest) - size) // 2))
        return _checked(rest[:start], rest[start:start + size])
    held = _part(rest, test, seed, False, labels, groups, None)
    return _checked(_without(rest, held), held)


_LOCK = 0x10C3ED


def _part(rows, share, key, late, labels, groups, time):
    wanted = max(1, _rounded(share * len(rows)))
    if time is not None and late:
        return rows[len(rows) - wanted:]
    chosen = []
    if groups is not None:
        for members in _shuffled(_classes(rows, groups), key):
            if len(chosen) >= wanted:
                break
            chosen += members
        return chosen
    seen = 0
    for index, members in enumerate([list(rows)] if labels is None else _classes(rows, labels)):
        before = _rounded(share * seen)
        seen += len(members)
        chosen += _shuffled(members, _hash32(key, index))[:_rounded(share * seen) - before]
    return chosen or _shuffled(list(rows), key)[:1]


def _deal(rows, labels, groups):
    dealt = [[] for _ in range(folds)]
    if groups is not None:
        for members in sorted(_shuffled(_classes(rows, groups), seed), key=lambda members: -len(members)):
            min(dealt, key=len).extend(members)
        return dealt
    position = 0
    for index, members in enumerate([list(rows)] if labels is None else _classes(rows, labels)):
        for row in _shuffled(members, _hash32(seed, index)):
            dealt[position % folds].append(row)
            position += 1
    return dealt


def _classes(rows, labels):
    classes = {}
    for row in rows:
        classes.setdefault(_plain(labels[row]), []).append(row)
    return list(classes.values())


def _shuffled(items, key):
    for i in range(len(items) - 1, 0, -1):
        j = _below(_hash32(key, i), i + 1)
        items[i], items[j] = items[j], items[i]
    return items


def _without(rows, left):
    out = set(left)
    return [row for row in rows if row not in out]


def _checked(train, held):
    if not train or not held:
        raise ValueError(
            "A part of the split is empty: %d rows to train on, %d to test on. Use fewer folds, or more rows or groups."
            % (len(train), len(held))
        )
    return sorted(train), sorted(held)


def _rounded(value):
    return math.floor(value + 0.5)


def _below(bits, n):
    return math.floor(bits / 0x100000000 * n)


def _mixed(word):
    word = (word ^ (word >> 16)) * 0x85EBCA6B & 0xFFFFFFFF
    word = (word ^ (word >> 13)) * 0xC2B2AE35 & 0xFFFFFFFF
    return word ^ (word >> 16)


def _hash32(a, b):
    return _mixed((_mixed((a ^ 0x9E3779B9) & 0xFFFFFFFF) + b * 0x85EBCA77) & 0xFFFFFFFF)

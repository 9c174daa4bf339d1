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
    "Stop", "attach", "checkpoint_dir", "evaluation", "fatal", "fidelity", "fold", "infeasible", "load_params", "note", "number",
    "params", "reached", "report", "result", "seed", "should_stop", "skip", "split", "trial_dir", "tuned",
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
#: "search" unless the study asks for another part of the data.
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

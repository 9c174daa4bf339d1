"""The peers behind the protocol of `protocol.ts`: python peers/main.py MODULE NAME, JSON lines on both sides.

Each system is set up as its own documentation recommends, with a reduction factor of 3 and a least fidelity of 1.
"""

import importlib
import json
import os
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "quality"))

def answer(tuner, request):
    if request["op"] == "next":
        return tuner.next()
    if request["op"] == "report":
        return {"stop": not tuner.goes_on(request["id"], request["fidelity"], request["value"])}
    tuner.end(request["id"], request["fidelity"], request["value"], request["stopped"])
    return {}


def main():
    module, name = sys.argv[1:3]
    answer_to = sys.stdout
    sys.stdout = sys.stderr  # nothing a peer prints may mix with the protocol
    make = getattr(importlib.import_module(module), name)
    tuner = None
    for line in sys.stdin:
        request = json.loads(line)
        began = time.process_time()
        try:
            if request["op"] == "start":
                tuner = make(request["problem"])
                result = {}
            else:
                result = answer(tuner, request)
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        result["cpuMs"] = 1000 * (time.process_time() - began)
        print(json.dumps(result), file=answer_to, flush=True)


if __name__ == "__main__":
    main()

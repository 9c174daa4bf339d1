"""One peer behind the ask/tell protocol of `protocol.ts`: python peer.py MODULE SYSTEM, JSON lines on both sides.

Each module of `peers/` sets its systems up as their own documentation recommends for the problem at hand. A system is made
from the problem and has ask(count), tell(results) and recommend().
"""

import importlib
import importlib.metadata
import json
import os
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")


def main():
    name, system = sys.argv[1:3]
    answer_to = sys.stdout
    sys.stdout = sys.stderr  # nothing a peer prints may mix with the protocol
    module = importlib.import_module(f"peers.{name}")
    optimiser = None
    for line in sys.stdin:
        request = json.loads(line)
        began = time.process_time()
        try:
            if request["op"] == "start":
                optimiser = module.SYSTEMS[system](request["problem"])
                answer = {"version": importlib.metadata.version(module.PACKAGE)}
            elif request["op"] == "ask":
                answer = {"asked": optimiser.ask(request["count"])}
            elif request["op"] == "tell":
                optimiser.tell(request["results"])
                answer = {}
            else:
                answer = {"params": optimiser.recommend()}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer["cpuMs"] = 1000 * (time.process_time() - began)
        print(json.dumps(answer), file=answer_to, flush=True)


if __name__ == "__main__":
    main()

"""Packs measured worlds: python pack.py FOLDER - adds them to worlds/, one file a source, which the studies read."""

import glob
import gzip
import json
import os
import sys

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worlds")
os.makedirs(here, exist_ok=True)
packed = {}
for path in glob.glob(f"{here}/*.json.gz"):
    with gzip.open(path, "rt") as file:
        for world in json.load(file):
            packed.setdefault(world["source"], {})[world["model"], world["number"]] = world
for path in sorted(glob.glob(f"{sys.argv[1]}/*.json")):
    with open(path) as file:
        world = json.load(file)
    packed.setdefault(world["source"], {})[world["model"], world["number"]] = world
for source, found in sorted(packed.items()):
    worlds = [found[key] for key in sorted(found)]
    with open(f"{here}/{source}.json.gz", "wb") as file:
        text = json.dumps(worlds, separators=(",", ":")).encode()
        file.write(gzip.compress(text, 9, mtime=0))
    print(source, len(worlds))

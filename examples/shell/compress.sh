#!/usr/bin/env bash
# Compresses the first 4 MB of a file (Node's own binary unless FILE names another) and prints how many bytes came
# out and how long that took.
# Usage: compress.sh gzip|bzip2|xz LEVEL
set -euo pipefail
tool=$1 level=$2
file=${FILE:-$(command -v node)}

if ! command -v "$tool" >/dev/null; then
  # A line like this one tells Tunewright that the setting cannot work, which is not a failure of the program.
  echo "{\"tunewright\": {\"status\": \"infeasible\", \"reason\": \"$tool is not installed\"}}"
  exit
fi

TIMEFORMAT='seconds=%R'
{ time bytes=$(head -c 4000000 "$file" | "$tool" "-$level" -c | wc -c); } 2>&1
echo "bytes=$((bytes))"

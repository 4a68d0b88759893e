#!/usr/bin/env bash
# `make bench`: every file of benchmarks/ measures its claims, one table shows them. `bash scripts/bench.sh drivers` runs
# only the files whose names hold that word; `--full` simulates longer.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root" || exit 2
. scripts/environment.sh
prepare_environment dev || exit 2
PYTHONPATH=$root exec .venv/bin/python -P -m benchmarks "$@"

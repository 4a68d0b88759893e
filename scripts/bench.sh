#!/usr/bin/env bash
# `make bench`: each file of benchmarks/ prints its ratios against a peer in the same run. `make bench ARGS=…` is not
# needed: `bash scripts/bench.sh drivers` runs only the files whose names hold that word.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root" || exit 2
. scripts/environment.sh
prepare_environment dev || exit 2
status=0
for file in benchmarks/[a-z]*"${1:-}"*.py; do
    [ -e "$file" ] || { echo "no benchmark of that name" >&2; exit 2; }
    printf '\n=== %s\n' "$(basename "$file" .py)"
    .venv/bin/python -P "$file" || status=1
done
exit $status

#!/usr/bin/env bash
# `make lint`: style, types, layers, migrations; all of them, also when the first one finds something.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root" || exit 2
. scripts/environment.sh
prepare_environment dev || exit 2
status=0
check() {
    echo "--- $1"
    shift
    "$@" || status=1
}
export SONDA_SECRET_KEY=${SONDA_SECRET_KEY:-of-the-linters-only} SONDA_HOME=${SONDA_HOME:-$root/var/lint}
check "ruff" .venv/bin/ruff check --no-cache .
check "ruff format" .venv/bin/ruff format --no-cache --check .
check "templates" .venv/bin/djangofmt check src
check "mypy" .venv/bin/mypy
check "layers" .venv/bin/lint-imports --no-cache
mkdir -p "$SONDA_HOME"
check "migrations" .venv/bin/python -P -m django makemigrations --check --dry-run --settings sonda.config.settings
check "settings" .venv/bin/python -P -m django check --settings sonda.config.settings
check "shell scripts" bash -n sonda scripts/*.sh .ci/run
exit $status

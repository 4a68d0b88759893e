#!/usr/bin/env bash
# `make lock`: pins and hashes what requirements/*.in name, for every Python from 3.11 on; the files name no host.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root"
. scripts/environment.sh
prepare_environment runtime
export UV_PYTHON_DOWNLOADS=never
lock() { # name, options …
    local name=$1
    shift
    .uv/bin/uv pip compile --quiet --universal --python .venv/bin/python --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@" "requirements/$name.in" -o "requirements/$name.lock"
    ! grep -nE 'https?://|file:' "requirements/$name.lock"
}
lock runtime "$@"
lock build --constraint requirements/runtime.lock "$@"
lock dev --constraint requirements/runtime.lock "$@"
echo "requirements/runtime.lock, build.lock and dev.lock are written; ./sonda will follow them."

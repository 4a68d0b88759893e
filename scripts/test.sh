#!/usr/bin/env bash
# `make test`: everything that guards the code. Says at the end what passed, what failed, and what this machine could not do.
# Under CI=true nothing may be missing and nothing may be skipped.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root" || exit 2
. scripts/environment.sh
. scripts/machine.sh
. scripts/postgresql.sh
prepare_environment dev || exit 2

export OPENBLAS_NUM_THREADS=1
# Where Python may keep what it has compiled, each of the hundreds of processes started here starts in a third of the time.
unset PYTHONDONTWRITEBYTECODE
unset DJANGO_SETTINGS_MODULE DATABASE_URL DATABASE_URL_FILE
python=.venv/bin/python
results=$(mktemp -d)
failed=()
trap 'stop_postgresql; rm -rf "$results"' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

declare -A running # process groups of the tests that run now, by the name of their run
interrupted() {
    local group
    for group in "${running[@]}"; do kill -TERM -- "-$group"; done
    exit "$1"
}

step() { # name, command …
    local name=$1 began=$SECONDS
    shift
    printf '\n=== %s\n' "$name"
    if "$@"; then
        printf '%-34s passed %5d s\n' "$name" $((SECONDS - began)) >>"$results/summary"
    else
        printf '%-34s FAILED %5d s\n' "$name" $((SECONDS - began)) >>"$results/summary"
        failed+=("$name")
    fi
}

begin() { # name of a run, processes, arguments of pytest …; its output goes into a file
    local name=$1 processes=$2
    shift 2
    # In the background with a process group of its own, so that Ctrl-C is heard at once and leaves nothing behind.
    # A file stays in one process, so that what its tests share is made once. Files come in their order: those with few but
    # long tests lie in the middle, and do not keep one core busy alone at the end.
    set -m
    {
        "$python" -m pytest -p no:cacheprovider -o faulthandler_timeout=300 -n "$processes" --dist loadfile --no-loadscope-reorder "$@"
        echo $? >"$results/$name.status"
    } >"$results/$name.out" 2>&1 &
    running[$name]=$!
    set +m
}

ended() { # name of a run; shows its output while it goes on, and keeps pytest's closing line
    local name=$1
    until [ -e "$results/$name.out" ]; do sleep 0.1; done
    tail -n +1 -f "$results/$name.out" &
    local showing=$!
    while kill -0 "${running[$name]}" 2>/dev/null; do sleep 0.2; done
    unset "running[$name]"
    sleep 0.3
    kill "$showing" && wait "$showing" 2>/dev/null
    printf '  %s: %s\n' "$name" "$(grep -E '(passed|failed|error|no tests ran).* in [0-9.]+s' "$results/$name.out" | tail -n 1)" >>"$results/closing"
    return "$(cat "$results/$name.status" 2>/dev/null || echo 1)"
}

missing=() # what this machine cannot do
want_program xgettext gettext || missing+=("gettext: whether each sentence is translated was not checked")
want_chromium || missing+=("Chromium: browser tests were not run")
want_postgresql || missing+=("PostgreSQL: tests were run on SQLite only")
[ -d "${SONDA_SHARED:-$root/../shared}" ] || missing+=("the shared folder (real data, reference numbers): tests that read it were skipped")
if [ "${CI:-}" = true ] && [ ${#missing[@]} -gt 0 ]; then
    printf 'CI lacks %s\n' "${missing[@]}" >&2
    exit 1
fi

# While the linters keep one core busy, the other compiles the loops that three runs would compile at once (numba keeps
# them beside the code); what these tests find, the runs find again.
"$python" -m pytest -q -p no:cacheprovider src/sonda/methods/drivers \
    tests/methods/test_drivers_logit.py::test_importances_add_up_to_mcfaddens_r2_and_shares_to_1 >/dev/null 2>&1 &
compiling=$!
step "style, types, layers" bash scripts/lint.sh
has_program xgettext && step "sentences are translated" bash scripts/messages.sh --check
wait "$compiling"
# Two lanes beside each other keep both cores busy: SQLite in two processes; and in one process the browser, whose tests
# share a whole running product, then PostgreSQL.
browser=$(chromium_path) && begin browser 0 -m browser "$@"
begin SQLite "${SONDA_TEST_PROCESSES:-2}" -m "not browser" --durations=5 "$@"
[ -n "$browser" ] && step "tests in a browser" ended browser
if has_postgresql && start_postgresql; then
    DATABASE_URL=$POSTGRESQL_URL begin PostgreSQL "${SONDA_TEST_PROCESSES:-2}" -m "not browser" --only-database "$@"
elif has_postgresql; then
    failed+=("PostgreSQL did not start")
fi
step "tests on SQLite" ended SQLite
[ -n "${running[PostgreSQL]:-}" ] && step "tests on PostgreSQL" ended PostgreSQL

printf '\n=== In short (%d s)\n' "$SECONDS"
cat "$results/summary" "$results/closing"
if [ ${#missing[@]} -gt 0 ]; then
    echo
    printf '!!! NOT CHECKED ON THIS MACHINE: %s\n' "${missing[@]}"
fi
if [ ${#failed[@]} -gt 0 ]; then
    echo
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
printf '\nAll that could be checked here passed.\n'

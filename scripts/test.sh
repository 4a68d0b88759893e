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

export OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=${PYTHONDONTWRITEBYTECODE:-}
unset DJANGO_SETTINGS_MODULE DATABASE_URL DATABASE_URL_FILE
python=.venv/bin/python
results=$(mktemp -d)
failed=()
trap 'stop_postgresql; rm -rf "$results"' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

running= # the process group of the tests that run now
interrupted() {
    [ -n "$running" ] && kill -TERM -- "-$running"
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

pytest() { # name of the run, arguments …; keeps pytest's closing line for the end
    local name=$1
    shift
    # In the background with a process group of its own, so that Ctrl-C is heard at once and leaves nothing behind.
    # Two processes; a file stays in one of them, so that what its tests share is made once.
    set -m
    {
        "$python" -m pytest -p no:cacheprovider -o faulthandler_timeout=300 -n "${SONDA_TEST_PROCESSES:-2}" \
            --dist loadfile "$@"
        echo $? >"$results/$name.status"
    } 2>&1 | tee "$results/$name.out" &
    running=$(jobs -p %+)
    set +m
    wait
    running=
    printf '  %s: %s\n' "$name" "$(grep -E '(passed|failed|error|no tests ran).* in [0-9.]+s' "$results/$name.out" | tail -n 1)" >>"$results/closing"
    return "$(cat "$results/$name.status")"
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

step "style, types, layers" bash scripts/lint.sh
has_program xgettext && step "sentences are translated" bash scripts/messages.sh --check
step "tests on SQLite" pytest SQLite -m "not browser" --durations=5 "$@"
if has_postgresql && start_postgresql; then
    DATABASE_URL=$POSTGRESQL_URL step "tests on PostgreSQL" pytest PostgreSQL -m "not browser" --only-database "$@"
elif has_postgresql; then
    failed+=("PostgreSQL did not start")
fi
# One process: what the browser tests share is a whole running product.
chromium_path >/dev/null && SONDA_TEST_PROCESSES=0 step "tests in a browser" pytest browser -m browser "$@"

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

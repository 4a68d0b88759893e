# Sourced, with $root set: `prepare_environment runtime|dev` makes $root/.venv hold exactly what the lock file says.
# Needs python3 (3.11 or later) with pip, and bash. Everything it says goes to stderr.

environment_place() {
    printf 'root %s python %s\n' "$root" "$(readlink -f "$root/.venv/bin/python" || true)"
}

environment_stamp() { # what .venv/.stamp holds when the environment of kind $1 is ready
    local kind
    environment_place
    for kind in runtime dev; do
        printf '%s %s\n' "$kind" "$(cksum <"$root/requirements/$kind.lock")"
        [ "$kind" = "$1" ] && return
    done
}

environment_ready() {
    [ -x "$root/.venv/bin/python" ] || return 1
    local stamp
    stamp=$(cat "$root/.venv/.stamp" 2>/dev/null) || return 1
    [[ "$stamp" == "$(environment_stamp "$1")"* ]]
}

find_python() {
    local name
    for name in ${SONDA_PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "sonda: Python 3.11 or later is needed; python3 here is $(python3 -V 2>&1). Set SONDA_PYTHON to another one." >&2
    return 1
}

install_uv() { # from its own lock, into .uv; nothing on the machine changes
    [ -x "$root/.uv/bin/uv" ] && cmp -s "$root/requirements/uv.lock" "$root/.uv/.lock" && return
    rm -rf "$root/.uv"
    "$1" -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore \
        --target "$root/.uv" --require-hashes -r "$root/requirements/uv.lock" >&2 &&
        cp "$root/requirements/uv.lock" "$root/.uv/.lock"
}

uv_sync() { # with a progress bar on a terminal
    local quiet=--quiet
    [ -t 2 ] && quiet=
    # shellcheck disable=SC2086
    "$root/.uv/bin/uv" pip sync $quiet --python "$root/.venv/bin/python" --require-hashes "$1" >&2
}

fill_environment() { # $1 python, $2 lock file
    local -x UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV="$root/.venv" UV_DEFAULT_INDEX
    # A company's own mirror, where pip is told of one; uv does not read pip's settings.
    UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$("$1" -m pip config get global.index-url 2>/dev/null || true)}}
    [ -n "$UV_DEFAULT_INDEX" ] || unset UV_DEFAULT_INDEX
    if install_uv "$1"; then
        # Second try: where a proxy signs with certificates of its own, the machine knows them.
        uv_sync "$2" || UV_SYSTEM_CERTS=1 uv_sync "$2" && return
        echo "sonda: uv could not install the packages; trying pip (slower)" >&2
    else
        echo "sonda: uv cannot be had here; using pip (slower)" >&2
    fi
    "$1" -m pip --python "$root/.venv/bin/python" install --disable-pip-version-check --quiet --require-hashes -r "$2" >&2
}

make_environment() {
    environment_ready "$1" && return # another start has done it while we waited
    local python packages stamp kind=$1
    # Whoever has the tools of the tests keeps them when only the product's own packages have changed.
    if [ -x "$root/.venv/bin/python" ] && grep -q '^dev ' "$root/.venv/.stamp" 2>/dev/null; then kind=dev; fi
    python=$(find_python)
    echo "sonda: preparing the environment in .venv (first use, or the lock file changed) …" >&2
    # Moved, left half-made, or its Python was replaced: begin anew.
    if [ "$(head -n 1 "$root/.venv/.stamp" 2>/dev/null)" != "$(environment_place)" ]; then
        rm -rf "$root/.venv"
        "$python" -m venv --without-pip "$root/.venv" >&2
    fi
    environment_place >"$root/.venv/.stamp"
    fill_environment "$python" "$root/requirements/$kind.lock"
    packages=$("$root/.venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$root/src" >"$packages/sonda.pth"
    "$root/.venv/bin/python" -P -m sonda.ui.assets >&2
    stamp=$(environment_stamp "$kind")
    printf '%s\n' "$stamp" >"$root/.venv/.stamp"
}

prepare_environment() {
    environment_ready "$1" && return
    (
        # Two starts at once: the second waits for the first. flock where there is one, else a folder as the lock.
        if command -v flock >/dev/null; then
            exec 9<"$root"
            flock 9
            make_environment "$1" 9<&-
        else
            until mkdir "$root/.venv.lock" 2>/dev/null; do sleep 0.2; done
            trap 'rmdir "$root/.venv.lock"' EXIT
            make_environment "$1"
        fi
    )
}

# Sourced: what the tests need of the machine beside Python; asks apt for it where that is possible.

has_program() { command -v "$1" >/dev/null 2>&1; }

apt_install() { # packages …; quiet success, or a line on stderr
    [ "$(id -u)" = 0 ] && has_program apt-get || return 1
    echo "installing $* …" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    DEBIAN_FRONTEND=noninteractive apt-get update >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1
}

want_program() { # program, package
    has_program "$1" || { apt_install "$2" && has_program "$1"; }
}

chromium_path() { # of the browser that the tests drive
    local name
    for name in ${SONDA_CHROMIUM:-} chromium chromium-browser google-chrome; do
        has_program "$name" && command -v "$name" && return
    done
    return 1
}

want_chromium() {
    chromium_path >/dev/null || apt_install chromium fonts-noto-core && chromium_path >/dev/null || return 1
    SONDA_CHROMIUM=$(chromium_path)
    export SONDA_CHROMIUM
}

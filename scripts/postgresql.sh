# Sourced: a PostgreSQL of one's own for the length of the tests, on a socket in a temporary folder, gone afterwards.

postgresql_bin() { # the newest installed server's programs
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$found" ] && has_program initdb; then found=$(dirname "$(command -v initdb)"); fi
    [ -n "$found" ] && echo "$found"
}

has_postgresql() { postgresql_bin >/dev/null; }

want_postgresql() {
    has_postgresql || { apt_install postgresql && has_postgresql; }
}

as_postgres() { # the server refuses to run as root
    if [ "$(id -u)" = 0 ]; then
        if has_program runuser; then
            runuser -u postgres -- "$@"
        else
            su postgres -s /bin/sh -c "$(printf '%q ' "$@")"
        fi
    else
        "$@"
    fi
}

start_postgresql() {
    local bin
    bin=$(postgresql_bin)
    POSTGRESQL_HOME=$(mktemp -d /tmp/sonda-pg.XXXXXX)
    [ "$(id -u)" = 0 ] && chown postgres "$POSTGRESQL_HOME"
    (
        cd "$POSTGRESQL_HOME" || exit 1
        as_postgres "$bin/initdb" -D "$POSTGRESQL_HOME/data" -U sonda --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$POSTGRESQL_HOME.log" 2>&1 &&
            # Without fsync: these data live for minutes, and the tests never cut the power.
            as_postgres "$bin/pg_ctl" -D "$POSTGRESQL_HOME/data" -w -t 60 -s -l "$POSTGRESQL_HOME/server.log" \
                -o "-c listen_addresses= -c unix_socket_directories=$POSTGRESQL_HOME -c fsync=off -c max_connections=100" start
    ) </dev/null || {
        cat "$POSTGRESQL_HOME.log" "$POSTGRESQL_HOME/server.log" >&2
        return 1
    }
    POSTGRESQL_URL="postgresql://sonda@${POSTGRESQL_HOME//\//%2F}/postgres"
}

stop_postgresql() {
    [ -n "${POSTGRESQL_HOME:-}" ] || return 0
    (cd / && as_postgres "$(postgresql_bin)/pg_ctl" -D "$POSTGRESQL_HOME/data" -m immediate -s stop >/dev/null 2>&1)
    rm -rf "$POSTGRESQL_HOME" "$POSTGRESQL_HOME.log"
    POSTGRESQL_HOME=
}

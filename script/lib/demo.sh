# Sourced, after node.sh, by scripts that run clients against a demo. `start_demo OPTIONS` starts one with its
# own data, and `stop_demo` stops it. Needs the built program (target/debug/panda, or the one in PANDA_BIN).

start_seconds=120
stop_seconds=60

server=
place=
stopped_badly=

# Waits that many seconds for a process to exit.
gone_within() {
    local tenths=$(($2 * 10))
    while kill -0 "$1" 2>/dev/null; do
        [ "$tenths" -gt 0 ] || return 1
        tenths=$((tenths - 1))
        sleep 0.1
    done
}

# Stops the server and removes its data. If the server does not exit by itself, its PostgreSQL is stopped too.
stop_demo() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        if ! gone_within "$server" "$stop_seconds"; then
            say "the server does not end, and is killed"
            kill -KILL "$server" || true
            local postgres
            postgres=$(head -n 1 "$place/demo/data/postmaster.pid" 2>/dev/null || true)
            if [ -n "$postgres" ]; then
                kill -INT "$postgres" 2>/dev/null || true
                gone_within "$postgres" "$stop_seconds" || kill -KILL "$postgres" || true
            fi
            stopped_badly=1
        fi
        server=
    fi
    if [ -n "$place" ]; then rm -rf "$place"; fi
}

# The address that the server prints when it listens.
address() { sed -n 's|^ *API *\(http://[^ ]*\)/graphql$|\1|p' "$place/server.out"; }
accounts() { grep -E '^ +(STAFF|ADMIN|ANALYST|PATIENT) +[^ ]+@[^ ]+ +[^ ]+$' "$place/server.out"; }
tells_everything() { [ -n "$(address)" ] && [ "$(accounts | wc -l)" -eq 4 ]; }

# Exports PANDA_URL, PANDA_TOKEN_KEY (a file), PANDA_DATABASE_URL, PANDA_DATABASE_DIR, and an e-mail address
# and a password for each role.
start_demo() {
    local panda=${PANDA_BIN:-../../target/debug/panda}
    [ -x "$panda" ] || fail "$panda is not there: build it with \`cargo build\`, or name another with PANDA_BIN"
    place=$(mktemp -d "${TMPDIR:-/tmp}/panda-$script_name.XXXXXX")
    # PostgreSQL does not run as root, and its user must be able to reach the data.
    chmod 711 "$place"
    "$panda" demo --listen 127.0.0.1:0 --data-dir "$place/demo" "$@" >"$place/server.out" 2>"$place/server.err" &
    server=$!
    local tenths=$((start_seconds * 10))
    while ! tells_everything; do
        if ! kill -0 "$server" 2>/dev/null || [ "$tenths" -le 0 ]; then
            cat "$place/server.err" >&2
            fail "the server does not start, or does not say where it is and who can sign in"
        fi
        tenths=$((tenths - 1))
        sleep 0.1
    done
    PANDA_URL=$(address)
    PANDA_TOKEN_KEY=$(sed -n "s|.*export PANDA_JWT_KEYS='\(.*\)'$|\1|p" "$place/server.out")
    PANDA_DATABASE_URL=$(sed -n "s|.*export DATABASE_URL='\(.*\)'$|\1|p" "$place/server.out")
    PANDA_DATABASE_DIR=$place/demo/data
    export PANDA_URL PANDA_TOKEN_KEY PANDA_DATABASE_URL PANDA_DATABASE_DIR
    local role email password
    while read -r role email password; do
        export "PANDA_${role}_EMAIL=$email" "PANDA_${role}_PASSWORD=$password"
    done < <(accounts)
}

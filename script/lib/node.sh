# Sourced by scripts that need node and npm. They set `script_name`, the prefix of each message.

oldest_node=18

say() { printf '%s: %s\n' "$script_name" "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        say "running with sudo: $*"
        sudo "$@"
    else
        say "neither root nor sudo, so this could not be run: $*"
        return 1
    fi
}

has_node() {
    command -v npm >/dev/null && command -v node >/dev/null \
        && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$oldest_node" ]
}

# Called where `set -e` has no effect, because a failure is followed by a hint. So each step handles its own
# failure.
install_node() {
    say "installing node and npm"
    if command -v apt-get >/dev/null; then
        as_root apt-get update -q || return
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm
    elif command -v dnf >/dev/null; then
        as_root dnf install -y nodejs npm
    elif command -v apk >/dev/null; then
        as_root apk add nodejs npm
    elif command -v brew >/dev/null; then
        brew install node
    else
        say "no package manager that this script knows (apt-get, dnf, apk, brew) was found"
        return 1
    fi
}

require_node() {
    has_node || { install_node >&2 && has_node; } \
        || fail "node $oldest_node or newer with npm is missing; see https://nodejs.org/en/download"
}

# Installs the packages of this directory again if the lock file has changed. No package runs install scripts.
install_packages() {
    if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
        say "installing packages"
        npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error >&2
        cp package-lock.json node_modules/.installed-lock.json
    fi
}

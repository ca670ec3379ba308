# Sourced by scripts that install programs from PyPI.

# Virtual environments, which Debian packages separately.
require_venv() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || { apt-get -qq update && apt-get -qq install -y python3-venv; }
}

# Installs packages into a virtual environment: DIRECTORY PACKAGE…
install_from_pypi() {
    local directory=$1
    shift
    require_venv
    python3 -m venv "$directory"
    "$directory/bin/pip" install --quiet --disable-pip-version-check "$@"
}

#!/bin/sh
# Makes .venv from uv.lock, with the Python there is. Called by make; safe to repeat.
set -eu

UV=0.13.9

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
complete() { usable "$1" && "$1" -c 'import venv; from ensurepip import version' >/dev/null 2>&1; }
version() { "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# The first interpreter that is new enough and can make an environment.
find_python() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        if complete "$python"; then echo "$python"; return; fi
    done
}

install_python() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    echo "installing Debian's python3-venv with apt-get (once)"
    for attempt in install update-and-install; do
        [ "$attempt" = install ] || apt-get -qq update || return 0
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
            install --no-install-recommends python3 python3-venv >/dev/null 2>&1 && return 0
    done
}

mkdir -p -m 700 .local
if command -v flock >/dev/null; then # two at once: the second finds it made
    exec 9>.local/venv.lock
    flock -w 900 9 || fail "another make has been making .venv for a quarter of an hour"
fi

if [ -n "${PYTHON:-}" ] && ! usable "$PYTHON"; then
    fail "PYTHON=$PYTHON is not a Python 3.11 or newer."
fi
wanted=$(find_python)
if [ -z "$wanted" ]; then
    install_python
    wanted=$(find_python)
fi
[ -n "$wanted" ] || fail "Python 3.11 or newer with venv is needed: as root, apt-get install python3-venv (or name one: make PYTHON=/path/to/python3)."

# One that is broken, that another tool made without pip, or of another Python than asked for.
fits() {
    usable .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null &&
        { [ -z "${PYTHON:-}" ] || [ "$(version .venv/bin/python)" = "$(version "$wanted")" ]; }
}
if ! fits; then
    echo "making .venv with Python $(version "$wanted")"
    rm -rf .venv
    "$wanted" -m venv .venv
fi
if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$UV" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV" ||
        fail "pip could not install uv $UV: is PyPI within reach?"
fi
UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never \
    .venv/bin/uv sync --frozen --quiet --python .venv/bin/python
touch .venv/.stamp

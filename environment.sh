# Where Python is and what it needs: read by ./run and ./test from the project's own folder.

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin}
HOME=${HOME:-$(eval "echo ~$(id -un)")}
export PATH HOME

say() {
    echo "$*" >&2
}

give_up() {
    say "$*"
    exit 1
}

# Debian, Ubuntu and their kin, and allowed to install.
can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# apt_install PACKAGE...: what apt-get says is shown only when it fails.
apt_install() {
    say "Installing $* with apt-get ..."
    if [ -z "${apt_lists_are_fresh:-}" ]; then
        quietly apt-get update || return 1
        apt_lists_are_fresh=yes
    fi
    DEBIAN_FRONTEND=noninteractive quietly apt-get install -y --no-install-recommends "$@"
}

quietly() {
    told=$("$@" 2>&1) && return
    say "$told"
    return 1
}

# Prints the newest Python that is new enough.
find_python() {
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

need_python() {
    python=$(find_python) && return
    can_install && apt_install python3-venv && python=$(find_python) && return
    give_up "gtconsole needs Python 3.11 or newer and found none on the PATH. Install one" \
        "(Debian, Ubuntu: sudo apt-get install python3-venv; macOS: brew install python)" \
        "and start this again."
}

# new_environment FOLDER
new_environment() {
    need_python
    say "Making $1 with $("$python" --version) ..."
    rm -rf "$1"
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$python" "$1"
        return
    fi
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        # Debian keeps ensurepip, and so pip, in a package of its own.
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        can_install && apt_install "$package" || give_up "This Python cannot make a virtual" \
            "environment yet. Type this, then start again: sudo apt-get install $package"
    fi
    "$python" -m venv "$1"
}

# install FOLDER LOCK: the environment in FOLDER holds what LOCK names; free when it already does.
install() {
    stamp="$1/.installed-$2"
    checksum=$(cksum "$2")
    if [ -x "$1/bin/python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ]; then
        return
    fi
    if command -v uv >/dev/null; then
        [ -x "$1/bin/python" ] || new_environment "$1"
        say "Installing what $2 names with uv ..."
        uv pip install --quiet --python "$1/bin/python" --require-hashes -r "$2"
    else
        "$1/bin/python" -m pip --version >/dev/null 2>&1 || new_environment "$1"
        say "Installing what $2 names ..."
        # What is never imported need not be compiled; the rest is on its first import.
        "$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
            --require-hashes -r "$2"
    fi
    echo "$checksum" >"$stamp"
}

compiled=groundtruth/manifest/compiled

can_compile() {
    command -v "${CC:-cc}" >/dev/null && .venv/bin/python -c '
import pathlib, sys, sysconfig
sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())'
}

# Compiles what counts manifests, unless that has been done; fails where there is no C compiler.
compile_reader() {
    built_from=$({ .venv/bin/python -VV && cat requirements-compile.txt "$compiled"/*.p*; } | cksum)
    if [ -f "$compiled/.built-from" ] && [ "$(cat "$compiled/.built-from")" = "$built_from" ]; then
        return
    fi
    rm -f "$compiled"/*.so # what was made of other sources may count otherwise
    can_compile || return 1
    install .venv requirements-compile.txt
    say "Compiling what counts manifests ..."
    quietly .venv/bin/python -m Cython.Build.Cythonize --inplace "$compiled/sound.pyx" || return 1
    rm -rf build "$compiled/sound.c"
    echo "$built_from" >"$compiled/.built-from"
}

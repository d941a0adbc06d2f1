#!/bin/sh
# The workshop's one door. Each command first makes .venv from requirements.lock; the second call costs nothing.
#   ./dev.sh run [--port N]      the house with demonstration content: migrate, seed, web and worker in one process
#   ./dev.sh test [pytest args]  the whole suite, on SQLite and PostgreSQL, browser included
#   ./dev.sh lint                ruff, formatting, mypy, templates, words, dependencies
#   ./dev.sh words [package]     update and compile the English words, say what is missing
#   ./dev.sh shots · bench       pictures of the pages · measurements
#   ./dev.sh lock                resolve the dependencies anew
set -eu
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE # uncompiled, every start takes seconds longer
export UV_PYTHON_DOWNLOADS=never PYTHONUTF8=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
py=.venv/bin/python uv=.venv/bin/uv stamp=.venv/.stamp
sources="requirements.lock pyproject.toml hatch_build.py"

die() { echo "dev.sh: $*" >&2; exit 1; }
install() { if "$uv" --version >/dev/null 2>&1; then "$uv" pip install -q --compile-bytecode --python "$py" "$@"; else "$py" -m pip install -q "$@"; fi; }
setup() {
  [ "$(cat $stamp 2>/dev/null)" = "$(cat $sources | cksum)" ] && [ -x "$py" ] && return
  python=$(command -v python3.11 || command -v python3) || die "Python 3.11 or newer is needed."
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || die "Python 3.11 or newer is needed, $python is older."
  [ -x "$py" ] || "$python" -m venv .venv || die "could not make .venv (on Debian: apt-get install python3-venv)."
  uv_version=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.lock)
  [ -x "$uv" ] || "$py" -m pip install -q "uv==$uv_version" || echo "dev.sh: no uv to be had, pip will do (slower)." >&2
  install --require-hashes -r requirements.lock
  install --no-deps -e .
  cat $sources | cksum >$stamp
}
browser() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do command -v "${name:-none}" >/dev/null && return; done
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "the browser tests need Chromium: install it, or name it in CHROMIUM."
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium chromium-headless-shell fonts-noto-cjk libzbar0 libpango-1.0-0 libpangoft2-1.0-0
}
lint() {
  "$py" -m ruff check . && "$py" -m ruff format --check . && "$py" -m mypy &&
    "$py" -m djlint templates --lint --quiet && "$py" -m tools.words --check && .venv/bin/deptry .
}

command=${1:-help}
[ $# -gt 0 ] && shift
case $command in
  run) setup; "$py" -m tools.words --compile; exec .venv/bin/seminars serve --demo "$@" ;;
  test) setup; browser; "$py" -m tools.words --compile; exec "$py" -m pytest "$@" ;;
  lint) setup; lint ;;
  words) setup; exec "$py" -m tools.words "$@" ;;
  shots) setup; browser; exec "$py" -m tools.shots "$@" ;;
  bench) setup; exec "$py" -m bench "$@" ;;
  lock) setup; exec "$uv" pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
    --extra prod --extra pdf --group dev --python-version 3.11 pyproject.toml -o requirements.lock "$@" ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" ;;
esac

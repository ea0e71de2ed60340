#!/usr/bin/env bash
# Makes a wheel of kvant's Python package in build/wheel/, for any Python from 3.11 on: the libraries it needs are in it.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
"$root/scripts/python.sh"
bin=$root/build/python/venv/bin
out=$root/build/wheel
rm -rf "$out"
mkdir -p "$out/plain"
cd "$root"
"$bin/pip" wheel --quiet --no-build-isolation --no-deps --wheel-dir "$out/plain" ./python
PATH=$bin:$PATH "$bin/auditwheel" repair --wheel-dir "$out" "$out"/plain/kvant-*.whl >"$out/auditwheel.log" 2>&1 || {
  cat "$out/auditwheel.log" >&2
  exit 1
}
rm -r "$out/plain"
ls "$out"/kvant-*.whl

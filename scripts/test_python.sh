#!/usr/bin/env bash
# Tests kvant's Python package: its own tests and examples, scikit-learn's tests on kvant's classes, the oldest packages it
# allows, and a wheel where there is no compiler.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
folder=$root/build/python
"$root/scripts/python.sh"
export PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=agg

# run_pytest VENV ARGUMENT... : away from the sources, so that it is what is installed that is tested.
run_pytest() { (cd "$folder" && "$1/bin/python" -m pytest -q -p no:cacheprovider --timeout 300 "${@:2}"); }

# make_venv NAME REQUIREMENT... : an environment of its own, made anew.
make_venv() {
  rm -rf "${folder:?}/$1"
  /usr/bin/python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" install --quiet "${@:2}"
}

echo "== kvant's tests"
run_pytest "$folder/venv" -c "$root/python/pyproject.toml" "$root/python/tests"

echo "== the examples of its documentation"
run_pytest "$folder/venv" -c /dev/null --doctest-modules --pyargs kvant

echo "== its types"
"$folder/venv/bin/mypy" --cache-dir "$folder/mypy" --ignore-missing-imports "$root/python/tests/typed.py"

echo "== scikit-learn's tests on kvant's classes"
PYTHONPATH=$root/python/tests/injected run_pytest "$folder/venv" -c /dev/null -p kvant_for_sklearn --pyargs \
  sklearn.cluster.tests.test_k_means sklearn.cluster.tests.test_bisect_k_means

echo "== a wheel, with the oldest packages that it allows, and without a compiler"
wheel=$("$root/scripts/wheel.sh")
python3 - "$wheel" <<'PYTHON'
import sys, zipfile
names = zipfile.ZipFile(sys.argv[1]).namelist()
assert any(name.endswith("_kvant.abi3.so") for name in names), names
assert any("libtbb" in name for name in names), names
PYTHON
[[ $wheel == *-abi3-manylinux_* ]] || { echo "not of the stable ABI: $wheel" >&2; exit 1; }
make_venv oldest --requirement "$root/python/requirements-oldest.txt" pytest-timeout "$wheel"
PATH=$folder/oldest/bin run_pytest "$folder/oldest" -c "$root/python/pyproject.toml" "$root/python/tests"

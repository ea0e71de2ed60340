#!/usr/bin/env bash
# Makes a virtual environment that has kvant's Python package of this checkout, build/python/venv; quick if it is there.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
source "$root/scripts/build.sh"
folder=$root/build/python
venv=$folder/venv
log=$folder/build.log
mkdir -p "$folder"

# logged COMMAND... : shows the end of the log only if the command fails.
logged() {
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    echo "kvant: failed: $*" >&2
    show_log "$log" 30
    return 1
  fi
}

# changed SINCE FILE_OR_FOLDER... : whether one is newer.
changed() {
  local since=$1
  shift
  [[ ! -e $since || $(find "$@" -name __pycache__ -prune -o -newer "$since" -print -quit) ]]
}

exec 9>"$folder/lock"
flock 9  # calls that start together build once
: >"$log"
install_packages "$folder/packages.log" "${packages_python[@]}"
if [[ ! -x $venv/bin/python ]] || ! cmp -s "$root/python/requirements.txt" "$venv/requirements.txt"; then
  echo "kvant: installing Python packages (log: build/python/build.log)" >&2
  logged /usr/bin/python3 -m venv "$venv"
  logged "$venv/bin/pip" install --quiet --requirement "$root/python/requirements.txt"
  cp "$root/python/requirements.txt" "$venv/"
fi
cd "$root"
if changed "$folder/installed" CMakeLists.txt cmake include src python/{CMakeLists.txt,pyproject.toml,README.md,bindings,src}; then
  echo "kvant: building the Python module, which takes minutes the first time (log: build/python/build.log)" >&2
  touch "$folder/begun"
  logged "$venv/bin/pip" install --no-build-isolation --no-deps --force-reinstall ./python
  mv "$folder/begun" "$folder/installed"
fi

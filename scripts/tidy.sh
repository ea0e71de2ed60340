#!/usr/bin/env bash
# Runs clang-tidy on the source files, those that did not pass before as they are now.
#
#   scripts/tidy.sh            all of src/
#   scripts/tidy.sh FILE...    these, such as src/kmeans/kmeans.cpp
#
# What passed is remembered by the hash of the preprocessed source, of .clang-tidy and of clang-tidy's version, with the
# paths of this checkout left out, in ~/.cache/kvant-tidy (XDG_CACHE_HOME). clang-tidy is of PyPI: from release 22 on it
# leaves the system's headers out of its search, which takes a third of the time that Debian's takes.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
source "$root/scripts/build.sh"
folder=$root/build/tidy
tidy=$folder/venv/bin/clang-tidy
requirements=$root/scripts/requirements-tidy.txt

# Highway's kernels once, not once for each SIMD target. The analyzer's shallow mode: a third of its time.
options=(--quiet '--warnings-as-errors=*' --extra-arg=-DHWY_COMPILE_ONLY_STATIC
         --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow)

# check SOURCE COMPILER ARGUMENT... : one file; called by this script, in the folder of its build.
check() {
  local source=$1 preprocess=() name output
  shift
  # The compiler's command, to preprocess instead. What checks look at besides is kept: comments (NOLINT), macros, includes.
  while (($#)); do
    case $1 in
      -o | -MT | -MF) shift ;;
      -c | -MD) ;;
      *) preprocess+=("$1") ;;
    esac
    shift
  done
  name=$({
    "$tidy" --version
    echo "${options[@]}"
    cat "$root/.clang-tidy"
    "${preprocess[@]}" -E -CC -dD -dI -DHWY_COMPILE_ONLY_STATIC | sed "s|$root/||g"
  } | sha256sum | cut -d ' ' -f 1)
  if [[ -e $passed/$name ]]; then
    touch "$passed/$name"
    return
  fi
  output=$("$tidy" "${options[@]}" -p "$folder" "$source" 2>&1) || {
    grep -v ' warnings\? generated' <<<"$output" >&2
    return 1
  }
  : >"$passed/$name"
}

cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
[[ -w $cache || -w ${HOME:-/nonexistent} ]] || cache=$root/build
passed=$cache/kvant-tidy
mkdir -p "$passed"

if [[ ${1-} == --one ]]; then
  check "${@:2}"
  exit
fi

forget_moved_build tidy
mkdir -p "$folder"
install_packages "$folder/packages.log" "${packages_build[@]}" "${packages_test[@]}" "${packages_lint[@]}"
if [[ ! -x $tidy ]] || ! cmp -s "$requirements" "$folder/venv/requirements.txt"; then
  /usr/bin/python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --requirement "$requirements"
  cp "$requirements" "$folder/venv/"
fi
(cd "$root" && cmake --preset tidy) >"$folder/configure.log" 2>&1 || { show_log "$folder/configure.log" 20; exit 1; }

# SOURCE COMPILER ARGUMENT... of each; the longest first, so that no processor is left with one at the end.
commands='
import json, os, sys
root, *names = sys.argv[1:]
entries = [entry for entry in json.load(sys.stdin) if entry["file"].endswith(".cpp")]
if names:
    entries = [entry for entry in entries if os.path.relpath(entry["file"], root) in names]
    if len(entries) < len(names):
        sys.exit("tidy.sh: not all of these are files that src/ compiles: " + " ".join(names))
for entry in sorted(entries, key=lambda entry: -os.path.getsize(entry["file"])):
    print(entry["file"], entry["command"])
'
/usr/bin/python3 -c "$commands" "$root" "$@" <"$folder/compile_commands.json" |
  (cd "$folder" && xargs -r -P "$(nproc)" -L 1 "$root/scripts/tidy.sh" --one)

#!/usr/bin/env bash
# Runs clang-tidy on one source file, unless it passed before as it is now. CMake calls this (CMAKE_CXX_CLANG_TIDY):
#
#   scripts/tidy.sh [OPTION...] SOURCE -- COMPILER ARGUMENT...
#
# What passed is remembered by the hash of the preprocessed source, of .clang-tidy and of clang-tidy's version, with the
# paths of this checkout left out, in ~/.cache/kvant-tidy (XDG_CACHE_HOME).
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

# Highway's kernels once, not once for each SIMD target. The analyzer's shallow mode: a third of its time.
options=(--quiet '--warnings-as-errors=*' --extra-arg=-DHWY_COMPILE_ONLY_STATIC
         --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow)

before=() compile=()
while (($#)) && [[ $1 != -- ]]; do before+=("$1"); shift; done
compile=("${@:2}")

# The compiler's command, to preprocess instead. What checks look at besides is kept: comments (NOLINT), macros, includes.
preprocess=()
for ((i = 0; i < ${#compile[@]}; i++)); do
  case ${compile[i]} in
    -o | -MT | -MF) ((++i)) ;;
    -c | -MD) ;;
    *) preprocess+=("${compile[i]}") ;;
  esac
done

cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
[[ -w $cache || -w ${HOME:-/nonexistent} ]] || cache=$root/build
folder=$cache/kvant-tidy
passed=$folder/$({
  clang-tidy --version
  echo "${options[@]}"
  cat "$root/.clang-tidy"
  "${preprocess[@]}" -E -CC -dD -dI -DHWY_COMPILE_ONLY_STATIC | sed "s|$root/||g"
} | sha256sum | cut -d ' ' -f 1)
if [[ -e $passed ]]; then
  touch "$passed"
  exit 0
fi
clang-tidy "${options[@]}" "${before[@]}" -- "${compile[@]}"
mkdir -p "$folder"
: >"$passed"
find "$folder" -type f -mtime +60 -delete

#!/usr/bin/env bash
# Formats every C++ source file. With --check: changes nothing, and fails if a file would change.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
mode=(-i)
[[ ${1-} == --check ]] && mode=(--dry-run --Werror)
folders=()
for folder in include src tests bench examples; do
  [[ -d $folder ]] && folders+=("$folder")
done
find "${folders[@]}" -name '*.[ch]pp' -not -path '*/build/*' -print0 | xargs -0 clang-format "${mode[@]}"

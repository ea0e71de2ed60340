#!/usr/bin/env bash
# Formats the sources: C++ by clang-format, Python by Black, TypeScript by Prettier. With --check: changes nothing, fails
# if a file would change, and lints what clang-tidy does not see: Python by Flake8, TypeScript by ESLint.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
mkdir -p "$root/build"
install_packages "$root/build/lint-packages.log" "${packages_lint[@]}"
cd "$root"

check=
[[ ${1-} == --check ]] && check=yes
folders=(include src tests bench examples python)
# What is installed with the page, prettier and eslint, comes with it.
"$root/scripts/page.sh"

status=0
find "${folders[@]}" -name '*.[ch]pp' -not -path '*/build/*' -print0 |
  xargs -0 clang-format $([[ $check ]] && echo --dry-run --Werror || echo -i) || status=1
/usr/bin/black --quiet --line-length 120 ${check:+--check --diff} "${folders[@]}" || status=1
if [[ $check ]]; then
  /usr/bin/python3 -m flake8 "${folders[@]}" || status=1
  npm --prefix web run --silent lint || status=1
else
  npm --prefix web run --silent format || status=1
fi
exit $status

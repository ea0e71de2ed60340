#!/usr/bin/env bash
# Builds the page that `kvant report` and `kvant cloud` fill, build/web/page.html, if its sources have changed. Needs
# Node.js 18 or newer with npm; on Debian they are installed if they are missing.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
source "$root/scripts/build.sh"
out=$root/build/web log=$root/build/web/build.log

# A checksum of everything that the page is built from.
sources() {
  (cd "$root/web" && find . \( -name node_modules -o -name dist -o -name test \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# npm_quietly ARGUMENT... : npm, its output in the log.
npm_quietly() {
  if ! (cd "$root/web" && npm "$@") >>"$log" 2>&1; then
    echo "kvant: npm $1 failed" >&2
    show_log "$log" 30
    return 1
  fi
}

mkdir -p "$out"
exec 8>"$out/lock"
flock 8
wanted=$(sources)
libraries=$root/web/node_modules/.package-lock.json
if [[ -e $out/page.html && -e $libraries && $(cat "$out/sources" 2>/dev/null) == "$wanted" ]]; then
  exit 0
fi
echo "kvant: building the page (log: build/web/build.log)" >&2
mapfile -t missing < <(packages_node)
((${#missing[@]} == 0)) || install_packages "$out/packages.log" "${missing[@]}"
[[ -w ${HOME:-/nonexistent} ]] || export npm_config_cache=$out/npm
: >"$log"
if [[ ! -e $libraries || $root/web/package-lock.json -nt $libraries ]]; then
  npm_quietly ci
  touch "$libraries"
fi
KVANT_PAGE_FOLDER=$out/new npm_quietly run build
mv "$out/new/page.html" "$out/page.html"
rmdir "$out/new"
echo "$wanted" >"$out/sources"

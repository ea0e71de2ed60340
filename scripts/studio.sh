#!/usr/bin/env bash
# Builds Studio if its sources have changed: build/studio/index.html, one file with the engine in it that can be opened
# from a disk, mailed, or put on any web server. The program's own copy is build/web/studio.html, which is the same but for the place where pictures go.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/build.sh"
out=$root/build/web log=$root/build/web/studio.log

"$root/scripts/page.sh"  # what both pages need is there then
"$root/scripts/engine.sh"
exec 8>"$out/lock"
flock 8
wanted=$(cat "$out/sources" && sha256sum "$root/build/wasm/engine.wasm" "$root/examples/chelsea.png")
if [[ ! -e $out/studio.html || $(cat "$out/studio.sources" 2>/dev/null) != "$wanted" ]]; then
  echo "kvant: building Studio (log: build/web/studio.log)" >&2
  if ! (cd "$root/web" && KVANT_PAGE_FOLDER=$out/new KVANT_ENGINE=$root/build/wasm/engine.wasm npm run build:studio) >"$log" 2>&1; then
    echo "kvant: npm run build:studio failed" >&2
    show_log "$log" 30
    exit 1
  fi
  mv "$out/new/studio.html" "$out/studio.html"
  rmdir "$out/new"
  echo "$wanted" >"$out/studio.sources"
fi
mkdir -p "$root/build/studio"
# The program puts pictures in where there are none here.
sed 's/"the pictures go here"/[]/' "$out/studio.html" >"$root/build/studio/index.html.new"
mv "$root/build/studio/index.html.new" "$root/build/studio/index.html"

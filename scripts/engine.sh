#!/usr/bin/env bash
# Compiles Studio's engine for browsers, build/wasm/engine.wasm, if that is not up to date: kvant with the libraries
# that it reads and writes pictures with, from Debian's source packages. Nothing of the machine changes but that
# Debian's emscripten is installed if it is missing; apt works in a state of its own.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
source "$root/scripts/build.sh"
sysroot=$root/build/sysroot-wasm state=$root/build/apt-sources log=$root/build/wasm.log

# What the sysroot is made of.
libraries() { echo "${packages_wasm_sources[*]}" && sha256sum <"$root/cmake/wasm/CMakeLists.txt"; }

# The machine's own places for Debian's packages, asked for sources.
source_places() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -r $file ]] && sed -n 's|^deb \(.*/debian.*\)|deb-src \1|p' "$file"
  done >"$state/places.d/kvant.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r $file ]] && grep -q '^URIs:.*/debian' "$file" &&
      sed 's/^Types:.*/Types: deb-src/' "$file" >"$state/places.d/${file##*/}"
  done
  return 0
}

# Both stop at what fails.
fetch_sources() {
  rm -rf "$state" &&
    mkdir -p "$state"/{lists,archives}/partial "$state"/{places.d,packages,sources} &&
    source_places || return
  local apt=(apt-get -q -y -o APT::Sandbox::User= -o Dir::State="$state" -o Dir::Cache="$state"
             -o Dir::State::status=/var/lib/dpkg/status -o Dir::Etc::SourceList=/dev/null
             -o Dir::Etc::SourceParts="$state/places.d" -o Debug::NoLocking=true)
  "${apt[@]}" update &&
    (cd "$state/packages" && "${apt[@]}" source --download-only "${packages_wasm_sources[@]}") || return
  local name
  for name in "${packages_wasm_sources[@]}"; do
    dpkg-source --no-check -x "$state/packages/$name"_*.dsc "$state/sources/$name" || return
  done
}

build_libraries() {
  fetch_sources &&
    rm -rf "$sysroot" "$state/build" &&
    cmake -S "$root/cmake/wasm" -B "$state/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_TOOLCHAIN_FILE="$root/cmake/wasm/toolchain.cmake" -DKVANT_SOURCES="$state/sources" \
      -DCMAKE_INSTALL_PREFIX="$sysroot" &&
    ninja -C "$state/build" install &&
    rm -rf "$state" "$root/build/wasm" &&
    libraries >"$sysroot/libraries"
}

if ! command -v dpkg-query >/dev/null; then
  echo "kvant: Studio is built with Debian's emscripten and source packages; this is not Debian" >&2
  exit 1
fi
mkdir -p "$root/build"
exec 7>"$root/build/wasm.lock"
flock 7
install_packages "$root/build/wasm-packages.log" "${packages_wasm[@]}"
command -v ccache >/dev/null && export EM_COMPILER_WRAPPER=ccache
if [[ $(cat "$sysroot/libraries" 2>/dev/null) != "$(libraries)" ]]; then
  echo "kvant: building Studio's libraries for browsers (log: build/wasm.log)" >&2
  if ! build_libraries >"$log" 2>&1 </dev/null; then
    echo "kvant: building Studio's libraries failed" >&2
    show_log "$log" 15
    exit 1
  fi
fi
if ! is_built wasm kvant_engine; then
  echo "kvant: building Studio's engine, which takes minutes the first time (log: build/wasm.log)" >&2
  if ! build_preset wasm "$log" kvant_engine; then
    echo "kvant: building Studio's engine failed" >&2
    show_log "$log" 30
    exit 1
  fi
fi

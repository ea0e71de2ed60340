#!/usr/bin/env bash
# install_test.sh shared|static SOURCE_TREE BUILD_FOLDER WORK_FOLDER
set -euo pipefail
kind=$1 source=$2 build=$3 work=$4
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
mkdir -p "$work"
cd "$work"

if [[ $kind == static ]]; then
  # The same objects again, from a folder beside the first, as paths are relative there: so ccache has them.
  cmake -S "$source" -B "$build-static" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DKVANT_TESTS=OFF \
    -DKVANT_WERROR="${KVANT_WERROR:-OFF}" >/dev/null
  cmake --build "$build-static"
  build+=-static
fi

# Installed, then moved: nothing may remember where it was.
rm -rf stage prefix consumer
cmake --install "$build" --prefix "$work/stage" >/dev/null
mv stage prefix
prefix=$work/prefix
libdir=$(dirname "$(find "$prefix" -name 'libkvant.*' | head -n 1)")

echo "-- what is installed"
for file in bin/kvant include/kvant/kvant.hpp include/kvant/export.hpp share/doc/kvant/LICENSE; do
  test -s "$prefix/$file" || { echo "$file is missing"; exit 1; }
done
if grep -rlF -e "$source/" -e "$work/" "$libdir/cmake" "$libdir/pkgconfig" "$prefix/include"; then
  echo "these installed files name the build machine's folders"
  exit 1
fi
"$prefix/bin/kvant" --version
if [[ $kind == shared ]]; then
  [[ $(readelf -d "$libdir/libkvant.so" | grep SONAME) == *"[libkvant.so.0.1]"* ]]
  # Exported: kvant's own names, and of those only what the public headers mark.
  classes=$(sed -nE 's/^(class|struct) KVANT_EXPORT (\w+).*/\2/p' "$prefix"/include/kvant/*.hpp | paste -sd '|')
  public=" kvant::(parts::)?(($classes)::[^(]+|[a-z_]+(\\[abi:cxx11\\])?)\\("
  public+="| (vtable|typeinfo|typeinfo name) for kvant::(parts::)?($classes)$"
  if nm -DC --defined-only "$libdir/libkvant.so" | grep -E ' [TDBR] ' | grep -vE "$public"; then
    echo "these symbols should be hidden"
    exit 1
  fi
fi

echo "-- find_package"
for library in kvant core; do
  cmake -S "$here/$library-consumer" -B "consumer/$library" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
  cmake --build "consumer/$library"
  "consumer/$library/consumer"
done

echo "-- pkg-config"
static=()
[[ $kind == static ]] && static=(--static)
export PKG_CONFIG_PATH=$libdir/pkgconfig
version=$(sed -n 's/^project(kvant VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
for library in kvant core; do
  module=${library/#core/kvant-core}
  [[ $(pkg-config --modversion "$module") == "$version" ]]
  read -ra flags < <(pkg-config "${static[@]}" --cflags --libs "$module")
  "${CXX:-c++}" -std=c++20 "$here/$library-consumer/main.cpp" "${flags[@]}" -o consumer/by-pkg-config
  LD_LIBRARY_PATH=$libdir consumer/by-pkg-config
done
if pkg-config --static --libs kvant-core | grep -E -e '-l(png|jpeg|webp|tiff|lcms2|deflate)'; then
  echo "kvant::core needs what reads pictures"
  exit 1
fi

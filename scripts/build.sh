# Building a CMake preset quietly. To be sourced, with `root` set to the source tree.

export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$root  # build folders and checkouts share its cache
if [[ -z ${CCACHE_DIR-} && ! -w ${HOME:-/nonexistent} ]]; then
  export CCACHE_DIR=$root/build/ccache
fi

# show_log LOG LINES : where a failed step's output is, and how it ended.
show_log() {
  echo "---- the end of $1:" >&2
  tail -n "$2" "$1" >&2
  echo "----" >&2
}

# forget_moved_build PRESET : drops a build folder that was configured for another source tree (a moved or copied
# checkout), as it would go on building that one.
forget_moved_build() {
  local cache=$root/build/$1/CMakeCache.txt
  if [[ -e $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    rm -rf "${root:?}/build/$1"
  fi
}

# find_page PRESET : has a build folder look again for what scripts/page.sh builds, if that came or went since.
find_page() {
  local cache=$root/build/$1/CMakeCache.txt had
  [[ -e $cache ]] || return 0
  had=$(sed -n 's/^KVANT_PAGE:[A-Z]*=//p' "$cache")
  if [[ ! -e $had && ( -e $root/build/web/page.html || $had != *NOTFOUND ) ]]; then
    (cd "$root" && cmake --preset "$1" -U KVANT_PAGE)
  fi
}

# is_built PRESET TARGET : whether nothing needs doing.
is_built() {
  forget_moved_build "$1"
  [[ -e $root/build/$1/build.ninja ]] && [[ $(ninja -C "$root/build/$1" -n "$2" 2>&1) == *"no work to do"* ]]
}

# build_preset PRESET LOG NINJA_ARGUMENT... : configures if that has not been done, then builds.
build_preset() {
  local preset=$1 log=$2
  shift 2
  forget_moved_build "$preset"
  : >"$log"
  if [[ ! -e $root/build/$preset/build.ninja ]]; then
    (cd "$root" && cmake --preset "$preset") >>"$log" 2>&1 || return 1
  fi
  find_page "$preset" >>"$log" 2>&1 || return 1
  ninja -C "$root/build/$preset" "$@" >>"$log" 2>&1
}

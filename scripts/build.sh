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

# find_pages PRESET : has a build folder look again for what scripts/page.sh and scripts/studio.sh build, if that came or
# went since.
find_pages() {
  local cache=$root/build/$1/CMakeCache.txt page had changed=()
  [[ -e $cache ]] || return 0
  for page in page studio; do
    had=$(sed -n "s/^KVANT_${page^^}:[A-Z]*=//p" "$cache")
    if [[ ! -e $had && ( -e $root/build/web/$page.html || $had != *NOTFOUND ) ]]; then
      changed+=(-U "KVANT_${page^^}")
    fi
  done
  ((${#changed[@]} == 0)) || (cd "$root" && cmake --preset "$1" "${changed[@]}")
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
  find_pages "$preset" >>"$log" 2>&1 || return 1
  ninja -C "$root/build/$preset" "$@" >>"$log" 2>&1
}

# The Debian packages that kvant needs, by what for, and how to install those that are missing. To be sourced.

packages_build=(
  g++ cmake ninja-build pkg-config
  libhwy-dev libtbb-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  libspng-dev libdeflate-dev libjpeg62-turbo-dev libwebp-dev libgif-dev libtiff-dev liblcms2-dev libexif-dev
  zlib1g-dev libzstd-dev
  libcairo2-dev fonts-dejavu-core libmicrohttpd-dev
  libheif-dev libjxl-dev  # a build without these two works, and reads no AVIF, HEIC or JPEG XL
)
packages_test=(
  libgtest-dev librapidcheck-dev libpng-dev
  ccache clang libclang-rt-14-dev llvm python3
  python3-pytest python3-numpy python3-pil man-db  # the command line as a black box
)
packages_python=(
  g++ cmake ninja-build pkg-config libhwy-dev libtbb-dev ccache
  python3-venv python3-dev
)
packages_web=(chromium)  # the page, looked at and used
packages_readers=(krita python3-pyqt5)  # another program that reads palettes
packages_arm=(g++-aarch64-linux-gnu qemu-user)  # the same bytes on another kind of processor
packages_arm_libraries=(  # of arm64: scripts/sysroot.sh fetches them
  libc6-dev libhwy-dev libtbb-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  libspng-dev libdeflate-dev libjpeg62-turbo-dev libwebp-dev libgif-dev libtiff-dev liblcms2-dev libexif-dev
  zlib1g-dev libzstd-dev
  libcairo2-dev libmicrohttpd-dev libgtest-dev librapidcheck-dev
)
packages_wasm=(emscripten dpkg-dev cmake ninja-build pkg-config nlohmann-json3-dev)  # Studio's engine
packages_wasm_sources=(  # compiled for it: scripts/engine.sh fetches their sources
  highway zlib libspng libdeflate libjpeg-turbo libwebp giflib tiff lcms2 libexif
)
packages_lint=(clang-format black python3-flake8 python3-venv)
packages_bench=(libbenchmark-dev pngquant optipng imagemagick python3-venv time)

# packages_node : what the page is built with, unless the machine has it from elsewhere; such a Node.js and Debian's npm
# exclude each other.
packages_node() {
  local version
  if version=$(node --version 2>/dev/null) && version=${version#v} && ((${version%%.*} >= 18)) && npm --version; then
    return
  fi >/dev/null 2>&1
  printf '%s\n' nodejs npm
}

# install_packages LOG PACKAGE... : installs the missing ones, quietly; the details go to LOG.
# Nothing is asked while the list, and what dpkg has installed, are as they were the last time all were there.
install_packages() {
  local log=$1 stamp
  shift
  if ! command -v dpkg-query >/dev/null; then
    return 0  # not Debian: configuring will say what is missing
  fi
  stamp=${log%.log}.stamp
  local wanted="$*" seen=
  [[ -r $stamp ]] && IFS= read -r seen <"$stamp"
  if [[ $stamp -nt /var/lib/dpkg/status && $seen == "$wanted" ]]; then
    return 0
  fi

  local -A installed=()
  local name
  while read -r name; do installed[$name]=1; done < <(
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
  local missing=()
  for name in "$@"; do
    [[ ${installed[$name]-} ]] || missing+=("$name")
  done
  if ((${#missing[@]})); then
    local as_root=()
    if [[ $(id -u) != 0 ]]; then
      if ! command -v sudo >/dev/null; then
        echo "kvant: these packages are missing: ${missing[*]}" >&2
        echo "kvant: as root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
      fi
      as_root=(sudo)
    fi
    echo "kvant: installing ${#missing[@]} Debian packages" >&2
    # The package lists may be absent or stale: fetch them only if installing without fails.
    local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300)
    if ! "${install[@]}" install --no-install-recommends "${missing[@]}" >"$log" 2>&1 </dev/null; then
      if ! { "${install[@]}" update &&
             "${install[@]}" install --no-install-recommends "${missing[@]}"; } >>"$log" 2>&1 </dev/null; then
        echo "kvant: installing packages failed; the end of $log:" >&2
        tail -n 15 "$log" >&2
        return 1
      fi
    fi
  fi
  echo "$wanted" >"$stamp"
}

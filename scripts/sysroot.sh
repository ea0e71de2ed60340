#!/usr/bin/env bash
# Puts Debian's arm64 packages that a cross build needs into build/sysroot-arm64, if they are not there already. Nothing
# of the machine changes: no foreign architecture is added to its dpkg, whose packages then keep their versions, and
# apt works in a state of its own. Needs no root.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
source "$root/scripts/packages.sh"
source "$root/scripts/build.sh"
sysroot=$root/build/sysroot-arm64 state=$root/build/apt-arm64 log=$root/build/sysroot-arm64.log

wanted="${packages_arm_libraries[*]}"
if [[ $(cat "$sysroot/packages" 2>/dev/null) == "$wanted" ]]; then
  exit 0
fi
echo "kvant: fetching arm64 libraries (log: build/sysroot-arm64.log)" >&2

# An empty list of installed packages makes apt fetch all that the wanted ones depend on, down to the C library.
rm -rf "$sysroot" "$state"
mkdir -p "$sysroot" "$state"/{lists,archives}/partial
: >"$state/status"
apt=(apt-get -q -y -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User= -o Dir::State="$state"
     -o Dir::State::status="$state/status" -o Dir::Cache="$state" -o Debug::NoLocking=true)
if ! { "${apt[@]}" update && "${apt[@]}" install --download-only --no-install-recommends $wanted; } >"$log" 2>&1; then
  echo "kvant: fetching arm64 libraries failed" >&2
  show_log "$log" 15
  exit 1
fi
for package in "$state"/archives/*.deb; do
  dpkg-deb --extract "$package" "$sysroot"
done
# Absolute links lead out of the sysroot.
find "$sysroot" -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
  ln -sfnr "$sysroot$(readlink "$link")" "$link"
done
rm -rf "$state"
echo "$wanted" >"$sysroot/packages"

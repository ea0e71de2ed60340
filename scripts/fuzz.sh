#!/usr/bin/env bash
# Builds the libFuzzer harnesses with AddressSanitizer and UndefinedBehaviorSanitizer, and runs each.
#
#   scripts/fuzz.sh [SECONDS] [HARNESS...]   SECONDS for each harness; 5 if not said
#   scripts/fuzz.sh --short [HARNESS...]     the same few inputs every time, so that a failure tells of a change
#   scripts/fuzz.sh --pack [HARNESS...]      puts the best of what was found into tests/fuzz/corpus, to be committed
#
# What a run of SECONDS finds worth keeping stays in build/fuzz/corpus and is where the next one starts, as do the seeds
# that make_seeds writes and tests/fuzz/corpus; inputs that fail are in build/fuzz/findings.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/scripts/build.sh"

seconds=5 short= pack=
case ${1-} in
  --short) short=yes; shift ;;
  --pack) pack=yes; shift ;;
  [0-9]*) seconds=$1; shift ;;
esac

build=$root/build/fuzz harness_folder=$root/build/asan/tests/fuzz
mkdir -p "$build"
if ! build_preset asan "$build/build.log" fuzzers; then
  show_log "$build/build.log" 40
  exit 1
fi

export KVANT_CORPUS=${KVANT_CORPUS:-$(dirname "$root")/shared/data}
seeds=$build/seeds
rm -rf "$seeds"
"$harness_folder/make_seeds" "$seeds"

harnesses=("$@")
if ((${#harnesses[@]} == 0)); then
  for harness in "$harness_folder"/*_fuzzer; do
    harnesses+=("$(basename "$harness")")
  done
fi

corpus=$build/corpus limits=(-max_total_time="$seconds")
if [[ $short ]]; then
  corpus=$build/corpus.short limits=(-seed=1 -runs=2000 -max_total_time=10)
  rm -rf "$corpus"
fi

export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:${ASAN_OPTIONS-}
export LSAN_OPTIONS=suppressions=$root/tests/fuzz/known_leaks.txt:print_suppressions=0:${LSAN_OPTIONS-}
export UBSAN_OPTIONS=print_stacktrace=1:${UBSAN_OPTIONS-}

lasting=$root/tests/fuzz/corpus

# pack_corpus HARNESS: the fewest inputs that reach what the seeds do not; the smallest of them, up to 20 KiB together.
pack_corpus() {
  local merged=$build/merged/$1 size=0 file
  rm -rf "$merged"
  mkdir -p "$merged" "$corpus/$1" "$lasting/$1"
  cp "$seeds/$1"/* "$merged"
  "$harness_folder/$1" -set_cover_merge=1 -use_counters=0 -max_len=65536 \
    "$merged" "$corpus/$1" "$lasting/$1" >"$build/$1.log" 2>&1
  rm -rf "${lasting:?}/$1"
  mkdir -p "$lasting/$1"
  while read -r bytes file; do
    [[ -e $seeds/$1/$file ]] && continue
    ((size += bytes)) || true
    ((size <= 20480)) || break
    cp "$merged/$file" "$lasting/$1"
  done < <(find "$merged" -type f -printf '%s %f\n' | sort -n)
  echo "$1: $(find "$lasting/$1" -type f | wc -l) inputs"
}

if [[ $pack ]]; then
  for harness in "${harnesses[@]}"; do pack_corpus "$harness"; done
  exit
fi

status=0
for harness in "${harnesses[@]}"; do
  mkdir -p "$corpus/$harness" "$build/findings" "$seeds/$harness"
  folders=("$corpus/$harness" "$seeds/$harness")
  [[ -d $lasting/$harness ]] && folders+=("$lasting/$harness")
  log=$build/$harness.log
  if "$harness_folder/$harness" "${limits[@]}" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="$build/findings/$harness-" \
      "${folders[@]}" >"$log" 2>&1; then
    echo "$harness: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, nothing found"
  else
    status=1
    echo "$harness: FAILED, see $log"
    grep -E -m 5 'ERROR|runtime error|SUMMARY|Test unit written' "$log" || tail -n 5 "$log"
  fi
done
exit $status

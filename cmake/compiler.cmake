# Flags that every target shares. Floating point is strict: results are the same bytes on every machine, so the
# compiler may not fuse a multiplication and an addition where the source does not. No -march: the SIMD kernels are
# compiled for every target and chosen at run time.
add_library(kvant_flags INTERFACE)
target_compile_options(kvant_flags INTERFACE
  -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
  $<$<BOOL:${KVANT_WERROR}>:-Werror>)

if(KVANT_SANITIZE)
  # Kernels take the longest to compile: with sanitizers, for fewer SIMD targets of one width.
  target_compile_definitions(kvant_flags INTERFACE "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4)")
  target_compile_options(kvant_flags INTERFACE -fsanitize=${KVANT_SANITIZE} -fno-sanitize-recover=all
                                               -fno-omit-frame-pointer)
  if(KVANT_SANITIZE STREQUAL "thread")
    target_compile_options(kvant_flags INTERFACE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/tsan/ignored.txt)
  endif()
  # What only instruments for a fuzzer has no run-time library; only the harnesses have the fuzzer's own main().
  string(REPLACE "fuzzer-no-link," "" sanitizers ${KVANT_SANITIZE})
  target_link_options(kvant_flags INTERFACE -fsanitize=${sanitizers})
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

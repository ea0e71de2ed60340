# For WebAssembly by Debian's emscripten, with the libraries that scripts/engine.sh has put into build/sysroot-wasm.
set(EMSCRIPTEN_ROOT_PATH /usr/share/emscripten)
include(${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake)

set(sysroot ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot-wasm)
list(PREPEND CMAKE_FIND_ROOT_PATH ${sysroot})
set(ENV{PKG_CONFIG_LIBDIR} ${sysroot}/lib/pkgconfig)

# SIMD of 128 bits, and the exceptions that browsers have had since 2022; libjpeg's longjmp() is made of these too.
set(flags "-msimd128 -fwasm-exceptions -sSUPPORT_LONGJMP=wasm -isystem ${sysroot}/include")
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_CXX_FLAGS_INIT "${flags} -include ${CMAKE_CURRENT_LIST_DIR}/standard_library.hpp")

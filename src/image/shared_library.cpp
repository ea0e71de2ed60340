#include "shared_library.hpp"

#include <dlfcn.h>

#include "kvant/error.hpp"

namespace kvant {

SharedLibrary::SharedLibrary(const char* soname, const char* purpose)
    : soname_(soname), purpose_(purpose), handle_(dlopen(soname, RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) {
    throw Error(ErrorCode::unsupported, "needs " + soname_ + " to read " + purpose_ + ", which cannot be loaded");
  }
}

Symbol SharedLibrary::operator[](const char* name) const {
  void* found = dlsym(handle_, name);
  if (!found) {
    throw Error(ErrorCode::unsupported, "needs another version of " + soname_ + " to read " + purpose_);
  }
  return Symbol(found);
}

}  // namespace kvant

// Libraries that are loaded when they are first needed: linked in, those that bring a dozen more would slow down every
// start.
#pragma once

#include <dlfcn.h>

#include <string>
#include <utility>

#include "kvant/error.hpp"

namespace kvant {

/// The address of a library's function, to be kept as a pointer of the function's type.
class Symbol {
 public:
  explicit Symbol(void* address) : address_(address) {}
  template <class Function>
  operator Function*() const {  // NOLINT(misc-explicit-constructor): as dlsym's result is used
    return reinterpret_cast<Function*>(address_);
  }

 private:
  void* address_;
};

/// A shared library, loaded by its soname, for the life of the process.
class SharedLibrary {
 public:
  /// Throws Error(unsupported) when it cannot be loaded; `purpose` says what it is needed for: "to read HEIC".
  SharedLibrary(std::string soname, std::string purpose)
      : soname_(std::move(soname)),
        purpose_(std::move(purpose)),
        handle_(dlopen(soname_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_) {
      throw Error(ErrorCode::unsupported, "needs " + soname_ + ' ' + purpose_ + ", which cannot be loaded");
    }
  }

  /// Throws Error(unsupported) if the library has no function of that name.
  [[nodiscard]] Symbol operator[](const char* name) const {
    void* found = dlsym(handle_, name);
    if (!found) throw Error(ErrorCode::unsupported, "needs another version of " + soname_ + ' ' + purpose_);
    return Symbol(found);
  }

 private:
  std::string soname_;
  std::string purpose_;
  void* handle_;
};

}  // namespace kvant

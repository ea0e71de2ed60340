// Libraries that are loaded when the first file needs them: linked in, libheif and libjxl would slow down every start.
#pragma once

#include <string>

namespace kvant {

/// The address of a library's function, to be kept as a pointer of the function's type.
class Symbol {
 public:
  explicit Symbol(void* address) : address_(address) {}
  template <class Function>
  operator Function*() const {
    return reinterpret_cast<Function*>(address_);
  }

 private:
  void* address_;
};

/// A shared library, loaded by its soname, for the life of the process.
class SharedLibrary {
 public:
  /// Throws Error(unsupported) when it cannot be loaded; `purpose` says what it is needed for.
  SharedLibrary(const char* soname, const char* purpose);

  /// Throws Error(unsupported) if the library has no function of that name.
  [[nodiscard]] Symbol operator[](const char* name) const;

 private:
  std::string soname_;
  std::string purpose_;
  void* handle_;
};

}  // namespace kvant

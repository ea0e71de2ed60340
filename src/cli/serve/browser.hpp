// The user's browser.
#pragma once

#include <string>

namespace kvant::cli {

/// Has the desktop show the address, if there is one that can; says nothing if not. Does not wait.
void open_in_browser(const std::string& address) noexcept;

}  // namespace kvant::cli

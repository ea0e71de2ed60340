#include "kvant/version.hpp"

namespace kvant {

std::string_view version() { return KVANT_VERSION; }

}  // namespace kvant

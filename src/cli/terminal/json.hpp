// JSON as kvant prints it.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace kvant::cli {

/// Fields stay in the order in which they are given.
using Json = nlohmann::ordered_json;

/// JSON knows no infinity: the PSNR of an unchanged picture is null.
inline Json number_or_null(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

/// Without a line's end; `pretty`: over several lines. Bytes that are not UTF-8 are replaced.
inline std::string dump(const Json& object, bool pretty) {
  return object.dump(pretty ? 2 : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace kvant::cli

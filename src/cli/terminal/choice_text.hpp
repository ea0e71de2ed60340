// Why a number of colors was chosen, in words.
#pragma once

#include <string>
#include <string_view>

#include "kvant/choose.hpp"

namespace kvant::cli {

/// "no clear elbow, fewest for 95% of the variance"
[[nodiscard]] std::string reason_text(Reason reason);

/// The same for JSON: "clear_elbow", "enough_variance", ...
[[nodiscard]] std::string_view reason_word(Reason reason);

/// A choice as it is shown: "9 (clear elbow)".
[[nodiscard]] std::string choice_text(const Choice& choice);

}  // namespace kvant::cli

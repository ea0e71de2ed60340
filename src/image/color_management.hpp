// What a file says its samples mean, and the way from there to sRGB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "kvant/image.hpp"

namespace kvant {

/// CIE 1931 xy of the white point and the three primaries.
struct Chromaticities {
  double white_x, white_y, red_x, red_y, green_x, green_y, blue_x, blue_y;
};

/// An embedded ICC profile.
struct IccProfile {
  std::vector<std::uint8_t> bytes;
};

/// PNG's gAMA and cHRM. Without a gamma the sRGB curve is meant.
struct GammaTag {
  std::optional<double> gamma;  ///< sample = light ^ gamma; 0.45455 is that of sRGB
  std::optional<Chromaticities> chromaticities;
};

/// Coding-independent code points (ITU-T H.273), as in PNG's cICP and HEIF's nclx.
struct CicpTag {
  int primaries = 2;
  int transfer = 2;
};

/// Adobe RGB (1998), as EXIF data can say.
struct AdobeRgbTag {};

/// Nothing set means sRGB.
using ColorTag = std::variant<std::monostate, IccProfile, GammaTag, CicpTag, AdobeRgbTag>;

/// A few words for what is set: see ReadResult::color_profile.
[[nodiscard]] std::string describe(const ColorTag& color);

/// Turns the image's samples into sRGB in place; alpha stays. `gray` says that R = G = B in every pixel.
/// Returns an empty string, or one line that says why the tag could not be honoured (the samples stay as they are).
/// `threads`: 0 for one per core.
[[nodiscard]] std::string convert_to_srgb(Image& image, bool gray, const ColorTag& color, unsigned threads);

/// Turns CIE L*a*b* under D50 into sRGB in place; alpha stays. The samples are encoded as in ICC profiles of version 4:
/// L* from 0 to 100 over all of their range, a* and b* of 0 at 0x80 or 0x8080, in steps of 1 or 1 / 257.
void convert_lab_to_srgb(Image& image);

/// Converts rows of CMYK samples to sRGB: through the ICC profile when it is one for CMYK, else by plain
/// multiplication.
class CmykConverter {
 public:
  /// `inverted`: 0 is full ink, as Adobe's JPEG files have it. `depth`: 8 or 16.
  CmykConverter(std::span<const std::uint8_t> profile, bool inverted, std::uint32_t depth);
  ~CmykConverter();
  CmykConverter(const CmykConverter&) = delete;
  CmykConverter& operator=(const CmykConverter&) = delete;

  /// Whether the profile could be used; false without one.
  [[nodiscard]] bool uses_profile() const { return transform_ != nullptr; }

  /// `cmyk` holds 4 samples per pixel, `rgb` takes 3; they do not overlap.
  void convert(const std::uint8_t* cmyk, std::uint8_t* rgb, std::uint32_t pixels) const;

 private:
  void* transform_ = nullptr;
  bool inverted_;
  std::uint32_t depth_;
};

}  // namespace kvant

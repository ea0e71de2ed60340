#include "image/color_management.hpp"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "threads/parallel.hpp"

namespace kvant {
namespace {

struct ProfileCloser {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, ProfileCloser>;

struct TransformDeleter {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, TransformDeleter>;

struct CurveFreer {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Curve = std::unique_ptr<cmsToneCurve, CurveFreer>;

constexpr Chromaticities kSrgbChromaticities = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
// PNG's rule of thumb for displays; with it a gAMA of 1/2.2 changes nothing.
constexpr double kDisplayGamma = 2.2;

// Relative colorimetric keeps what both gamuts hold; black point compensation keeps the shadows apart.
constexpr cmsUInt32Number kIntent = INTENT_RELATIVE_COLORIMETRIC;
constexpr cmsUInt32Number kFlags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE;

cmsUInt32Number rgb_layout(std::uint32_t channels, std::uint32_t depth) {
  if (depth == 8) return channels == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
  return channels == 4 ? TYPE_RGBA_16 : TYPE_RGB_16;
}

Transform make_transform(void* source, cmsUInt32Number from, void* target, cmsUInt32Number to) {
  cmsUInt32Number flags = kFlags;
  if (T_EXTRA(from) != 0) flags |= cmsFLAGS_COPY_ALPHA;
  // lcms2's shortcut for matrix profiles is exact for 8-bit RGB only; elsewhere it interpolates, 3/255 off in the dark.
  if (T_COLORSPACE(from) == PT_GRAY || (T_BYTES(from) == 2 && cmsIsMatrixShaper(source))) flags |= cmsFLAGS_NOOPTIMIZE;
  if (T_BYTES(from) == 2) flags |= cmsFLAGS_HIGHRESPRECALC;
  return Transform(cmsCreateTransform(source, from, target, to, kIntent, flags));
}

/// Whether a transform from 8-bit RGB moves no color by more than one step, so that it can be left out.
bool is_identity(void* transform) {
  constexpr std::size_t side = 18;  // steps of 15 from 0 to 255
  std::vector<std::uint8_t> colors;
  for (std::size_t i = 0; i < side * side * side; ++i) {
    for (std::size_t axis : {i / side / side, i / side % side, i % side}) {
      colors.push_back(static_cast<std::uint8_t>(axis * 15));
    }
  }
  for (std::size_t v = 0; v < 256; ++v) colors.insert(colors.end(), 3, static_cast<std::uint8_t>(v));
  std::vector<std::uint8_t> converted(colors.size());
  cmsDoTransform(transform, colors.data(), converted.data(), static_cast<cmsUInt32Number>(colors.size() / 3));
  return std::equal(colors.begin(), colors.end(), converted.begin(), [](int a, int b) { return std::abs(a - b) <= 1; });
}

/// Runs the image through `source` -> `target`. False if there is no such transform.
bool convert_rgb(Image& image, void* source, void* target, unsigned threads) {
  const Transform probe = make_transform(source, TYPE_RGB_8, target, TYPE_RGB_8);
  if (!probe) return false;
  if (is_identity(probe.get())) return true;
  const cmsUInt32Number layout = rgb_layout(image.channels, image.depth);
  const Transform transform = make_transform(source, layout, target, layout);
  if (!transform) return false;
  const std::size_t row = std::size_t{image.width} * image.channels * image.depth / 8;
  constexpr std::size_t rows_per_task = 32;
  Workers(threads).run((image.height + rows_per_task - 1) / rows_per_task, [&](std::size_t task, std::size_t) {
    const std::size_t end = std::min<std::size_t>((task + 1) * rows_per_task, image.height);
    for (std::size_t y = task * rows_per_task; y < end; ++y) {
      std::uint8_t* samples = image.samples.data() + y * row;
      cmsDoTransform(transform.get(), samples, samples, image.width);
    }
  });
  return true;
}

/// Replaces each color sample v by table[v], a table per channel.
template <class Sample>
void map_samples(Image& image, const std::array<const Sample*, 3>& tables) {
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i, samples += image.channels) {
    for (std::size_t c = 0; c < 3; ++c) samples[c] = tables[c][samples[c]];
  }
}

/// A gray picture has at most 256 or 65,536 colors: those go through the profile, and the pixels through a table.
template <class Sample>
bool convert_gray(Image& image, void* source, void* target) {
  constexpr std::size_t levels = std::size_t{1} << (8 * sizeof(Sample));
  constexpr bool wide = sizeof(Sample) == 2;
  const Transform transform =
      make_transform(source, wide ? TYPE_GRAY_16 : TYPE_GRAY_8, target, wide ? TYPE_RGB_16 : TYPE_RGB_8);
  if (!transform) return false;
  std::vector<Sample> gray(levels);
  for (std::size_t v = 0; v < levels; ++v) gray[v] = static_cast<Sample>(v);
  std::vector<Sample> rgb(levels * 3);
  cmsDoTransform(transform.get(), gray.data(), rgb.data(), static_cast<cmsUInt32Number>(levels));
  std::array<std::vector<Sample>, 3> tables;
  std::array<const Sample*, 3> begins{};
  bool identity = true;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = 0; v < levels; ++v) {
      tables[c].push_back(rgb[v * 3 + c]);
      identity &= std::abs(static_cast<int>(rgb[v * 3 + c]) - static_cast<int>(v)) <= (wide ? 257 : 1);
    }
    begins[c] = tables[c].data();
  }
  if (!identity) map_samples<Sample>(image, begins);
  return true;
}

Curve gamma_curve(double gamma) { return Curve(cmsBuildGamma(nullptr, gamma)); }

Curve srgb_curve() {
  constexpr std::array<double, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return Curve(cmsBuildParametricToneCurve(nullptr, 4, parameters.data()));
}

Profile make_rgb_profile(const Chromaticities& c, const Curve& curve) {
  const cmsCIExyY white = {c.white_x, c.white_y, 1};
  const cmsCIExyYTRIPLE primaries = {{c.red_x, c.red_y, 1}, {c.green_x, c.green_y, 1}, {c.blue_x, c.blue_y, 1}};
  std::array<cmsToneCurve*, 3> curves = {curve.get(), curve.get(), curve.get()};
  if (!curve || !(c.white_y > 0) || !(c.red_y > 0) || !(c.green_y > 0) || !(c.blue_y > 0)) return nullptr;
  return Profile(cmsCreateRGBProfile(&white, &primaries, curves.data()));
}

bool close(const Chromaticities& a, const Chromaticities& b) {
  const auto near = [](double x, double y) { return std::abs(x - y) < 0.0015; };
  return near(a.white_x, b.white_x) && near(a.white_y, b.white_y) && near(a.red_x, b.red_x) && near(a.red_y, b.red_y) &&
         near(a.green_x, b.green_x) && near(a.green_y, b.green_y) && near(a.blue_x, b.blue_x) &&
         near(a.blue_y, b.blue_y);
}

template <class Sample>
void apply_power(Image& image, double exponent) {
  constexpr std::size_t levels = std::size_t{1} << (8 * sizeof(Sample));
  constexpr auto top = static_cast<double>(levels - 1);
  std::vector<Sample> table(levels);
  for (std::size_t v = 0; v < levels; ++v) {
    table[v] = static_cast<Sample>(std::floor(top * std::pow(static_cast<double>(v) / top, exponent) + 0.5));
  }
  map_samples<Sample>(image, {table.data(), table.data(), table.data()});
}

std::string convert(Image& image, bool gray, const IccProfile& icc, unsigned threads) {
  constexpr const char* broken = "its ICC profile is damaged and was ignored";
  const Profile source(cmsOpenProfileFromMem(icc.bytes.data(), static_cast<cmsUInt32Number>(icc.bytes.size())));
  if (!source) return broken;
  const Profile target(cmsCreate_sRGBProfile());
  switch (cmsGetColorSpace(source.get())) {
    case cmsSigRgbData:
      return convert_rgb(image, source.get(), target.get(), threads) ? "" : broken;
    case cmsSigGrayData:
      if (!gray) return "its ICC profile is for gray pictures and was ignored";
      return (image.depth == 8 ? convert_gray<std::uint8_t>(image, source.get(), target.get())
                               : convert_gray<std::uint16_t>(image, source.get(), target.get()))
                 ? ""
                 : broken;
    default:
      return "its ICC profile is for another kind of picture and was ignored";
  }
}

std::string convert(Image& image, bool gray, const GammaTag& tag, unsigned threads) {
  const bool other_primaries = !gray && tag.chromaticities && !close(*tag.chromaticities, kSrgbChromaticities);
  if (other_primaries) {
    // With a plain power law on one side there is one on the other, so that 1/2.2 means "like sRGB" here as well.
    const Profile source =
        make_rgb_profile(*tag.chromaticities, tag.gamma ? gamma_curve(1 / *tag.gamma) : srgb_curve());
    const Profile target = make_rgb_profile(kSrgbChromaticities, tag.gamma ? gamma_curve(kDisplayGamma) : srgb_curve());
    if (source && target && convert_rgb(image, source.get(), target.get(), threads)) return "";
  }
  const char* const trouble = other_primaries ? "its cHRM chunk makes no sense and was ignored" : "";
  // The display's power law undoes the file's when the product is 1, or too close to see (libpng's threshold).
  const double product = tag.gamma.value_or(1 / kDisplayGamma) * kDisplayGamma;
  if (std::abs(product - 1) < 0.05) return trouble;
  if (image.depth == 8) {
    apply_power<std::uint8_t>(image, 1 / product);
  } else {
    apply_power<std::uint16_t>(image, 1 / product);
  }
  return trouble;
}

std::optional<Chromaticities> cicp_primaries(int code) {
  switch (code) {
    case 1:
    case 2:
      return kSrgbChromaticities;
    case 4:
      return Chromaticities{0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08};
    case 5:
      return Chromaticities{0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06};
    case 6:
    case 7:
      return Chromaticities{0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070};
    case 9:
      return Chromaticities{0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046};
    case 11:
      return Chromaticities{0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    case 12:
      return Chromaticities{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    default:
      return std::nullopt;
  }
}

/// Light relative to the reference white of ITU-R BT.2408 (203 cd/m2); what is brighter is cut off.
double pq_light(double v) {
  constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
  const double p = std::pow(v, 1 / m2);
  return std::min(1.0, 10000.0 / 203 * std::pow(std::max(p - c1, 0.0) / (c2 - c3 * p), 1 / m1));
}

/// The same for hybrid log-gamma, whose reference white is at a signal of 0.75.
double hlg_light(double v) {
  constexpr double a = 0.17883277, b = 0.28466892, c = 0.55991073;
  const auto scene = [](double s) { return s <= 0.5 ? s * s / 3 : (std::exp((s - c) / a) + b) / 12; };
  return std::min(1.0, scene(v) / scene(0.75));
}

Curve tabulated_curve(double (*light)(double)) {
  std::array<float, 4096> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<float>(light(static_cast<double>(i) / static_cast<double>(table.size() - 1)));
  }
  return Curve(cmsBuildTabulatedToneCurveFloat(nullptr, table.size(), table.data()));
}

Curve cicp_curve(int code) {
  switch (code) {
    // BT.709 and its kin are made for the displays that sRGB is made for: viewers show them alike.
    case 1:
    case 2:
    case 6:
    case 13:
    case 14:
    case 15:
      return srgb_curve();
    case 4:
      return gamma_curve(2.2);
    case 5:
      return gamma_curve(2.8);
    case 8:
      return gamma_curve(1.0);
    case 16:
      return tabulated_curve(pq_light);
    case 18:
      return tabulated_curve(hlg_light);
    default:
      return nullptr;
  }
}

std::string convert(Image& image, bool, const CicpTag& tag, unsigned threads) {
  const std::optional<Chromaticities> primaries = cicp_primaries(tag.primaries);
  const Profile source = primaries ? make_rgb_profile(*primaries, cicp_curve(tag.transfer)) : nullptr;
  const Profile target(cmsCreate_sRGBProfile());
  if (source && convert_rgb(image, source.get(), target.get(), threads)) return "";
  return "its color space (primaries " + std::to_string(tag.primaries) + ", transfer " + std::to_string(tag.transfer) +
         ") is not known and was ignored";
}

std::string convert(Image& image, bool, const AdobeRgbTag&, unsigned threads) {
  constexpr Chromaticities primaries = {0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06};
  constexpr double gamma = 563.0 / 256;
  const Profile source = make_rgb_profile(primaries, gamma_curve(gamma));
  const Profile target(cmsCreate_sRGBProfile());
  return source && convert_rgb(image, source.get(), target.get(), threads) ? "" : "its Adobe RGB was taken for sRGB";
}

std::string convert(Image&, bool, const std::monostate&, unsigned) { return ""; }

std::string description(const std::monostate&) { return ""; }

std::string description(const IccProfile& icc) {
  constexpr const char* nameless = "an ICC profile without a name";
  const Profile profile(cmsOpenProfileFromMem(icc.bytes.data(), static_cast<cmsUInt32Number>(icc.bytes.size())));
  if (!profile) return "a damaged ICC profile";
  std::array<char, 256> text{};
  const cmsUInt32Number size = cmsGetProfileInfoASCII(profile.get(), cmsInfoDescription, "en", "US", text.data(),
                                                      static_cast<cmsUInt32Number>(text.size()));
  text.back() = 0;
  return size > 1 && text.front() != 0 ? std::string(text.data()) : nameless;
}

std::string description(const GammaTag& tag) {
  std::string text = tag.gamma ? "gamma " + std::to_string(*tag.gamma) : "the sRGB curve";
  if (tag.chromaticities) text += " with primaries of its own";
  return text;
}

std::string description(const CicpTag& tag) {
  return "code points: primaries " + std::to_string(tag.primaries) + ", transfer " + std::to_string(tag.transfer);
}

std::string description(const AdobeRgbTag&) { return "Adobe RGB (by EXIF)"; }

}  // namespace

std::string describe(const ColorTag& color) {
  return std::visit([](const auto& tag) { return description(tag); }, color);
}

std::string convert_to_srgb(Image& image, bool gray, const ColorTag& color, unsigned threads) {
  return std::visit([&](const auto& tag) { return convert(image, gray, tag, threads); }, color);
}

void convert_lab_to_srgb(Image& image) {
  const Profile source(cmsCreateLab4Profile(nullptr));
  const Profile target(cmsCreate_sRGBProfile());
  const cmsUInt32Number extra = EXTRA_SH(image.channels - 3);
  const cmsUInt32Number from = (image.depth == 8 ? TYPE_Lab_8 : TYPE_Lab_16) | extra;
  const cmsUInt32Number flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE | (extra != 0 ? cmsFLAGS_COPY_ALPHA : 0);
  const Transform transform(
      cmsCreateTransform(source.get(), from, target.get(), rgb_layout(image.channels, image.depth), kIntent, flags));
  if (!transform) throw std::bad_alloc();
  const std::size_t row = std::size_t{image.width} * image.channels * image.depth / 8;
  for (std::size_t y = 0; y < image.height; ++y) {
    std::uint8_t* samples = image.samples.data() + y * row;
    cmsDoTransform(transform.get(), samples, samples, image.width);
  }
}

CmykConverter::CmykConverter(std::span<const std::uint8_t> profile, bool inverted, std::uint32_t depth)
    : inverted_(inverted), depth_(depth) {
  if (profile.empty()) return;
  const Profile source(cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  if (!source || cmsGetColorSpace(source.get()) != cmsSigCmykData) return;
  const Profile target(cmsCreate_sRGBProfile());
  const cmsUInt32Number from =
      depth == 8 ? (inverted ? TYPE_CMYK_8_REV : TYPE_CMYK_8) : (inverted ? TYPE_CMYK_16_REV : TYPE_CMYK_16);
  transform_ = make_transform(source.get(), from, target.get(), rgb_layout(3, depth)).release();
}

CmykConverter::~CmykConverter() {
  if (transform_) cmsDeleteTransform(transform_);
}

void CmykConverter::convert(const std::uint8_t* cmyk, std::uint8_t* rgb, std::uint32_t pixels) const {
  if (transform_) {
    cmsDoTransform(transform_, cmyk, rgb, pixels);
    return;
  }
  const auto multiply = [&]<class Sample>(Sample top) {
    const auto light = [&](Sample ink) { return std::uint64_t{inverted_ ? ink : static_cast<Sample>(top - ink)}; };
    for (std::size_t i = 0; i < pixels; ++i) {
      std::array<Sample, 4> in;
      std::memcpy(in.data(), cmyk + i * sizeof(in), sizeof(in));
      std::array<Sample, 3> out;
      for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<Sample>((light(in[c]) * light(in[3]) + top / 2) / top);
      std::memcpy(rgb + i * sizeof(out), out.data(), sizeof(out));
    }
  };
  if (depth_ == 8) {
    multiply(std::uint8_t{0xff});
  } else {
    multiply(std::uint16_t{0xffff});
  }
}

}  // namespace kvant

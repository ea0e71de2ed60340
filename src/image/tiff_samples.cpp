#include "image/tiff_samples.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace kvant {
namespace {

std::uint32_t scale(std::uint32_t value, std::uint32_t top, std::uint32_t full) {
  return static_cast<std::uint32_t>((std::uint64_t{value} * full + top / 2) / top);
}

std::uint32_t scale_inverted(std::uint32_t value, std::uint32_t top, std::uint32_t full) {
  return scale(top - value, top, full);
}

std::uint32_t keep(std::uint32_t value, std::uint32_t, std::uint32_t) { return value; }

/// L* of ICC profiles of version 2, where 0xff00 is 100 in 16 bits, as convert_lab_to_srgb() wants it.
std::uint32_t icc_lightness(std::uint32_t value, std::uint32_t top, std::uint32_t) {
  return top == 0xff ? value : std::min(top, scale(value, 0xff00, top));
}

/// Their a* and b*: from 0x8000 on in steps of 1 / 256.
std::uint32_t icc_chroma(std::uint32_t value, std::uint32_t top, std::uint32_t) {
  return top == 0xff ? value : std::min(top, scale(value, 0x100, 0x101));
}

/// The same without the offset, as signed numbers.
std::uint32_t signed_chroma(std::uint32_t value, std::uint32_t top, std::uint32_t full) {
  return icc_chroma(value ^ (top / 2 + 1), top, full);
}

std::uint32_t no_chroma(std::uint32_t, std::uint32_t top, std::uint32_t) { return top == 0xff ? 0x80 : 0x8080; }

/// IEEE's 16 bits.
double half_to_double(std::uint16_t half) {
  const int exponent = half >> 10 & 0x1f;
  const int fraction = half & 0x3ff;
  double value = 0;
  if (exponent == 0x1f) {
    value = fraction != 0 ? std::nan("") : HUGE_VAL;
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  }
  return half & 0x8000 ? -value : value;
}

template <class Stored>
Stored load(const std::uint8_t* stored, std::size_t index) {
  Stored value;
  std::memcpy(&value, stored + index * sizeof(Stored), sizeof(Stored));
  return value;
}

}  // namespace

TiffSamples::TiffSamples(const Tiff& tiff, const TiffLayout& layout)
    : layout_(layout),
      value_bits_(layout.floats ? 16 : layout.bits),
      depth_(value_bits_ > 8 && layout.photometric != PHOTOMETRIC_PALETTE ? 16 : 8),
      channels_(std::max(layout.colors, 3U) + (layout.alpha ? 1 : 0)) {
  if (layout.photometric == PHOTOMETRIC_PALETTE) {
    route_palette(tiff);
  } else if (layout.is_lab()) {
    route_lab();
  } else {
    const std::uint16_t* table = make_table(layout.photometric == PHOTOMETRIC_MINISWHITE ? scale_inverted : scale);
    for (std::uint32_t c = 0; c < std::max(layout.colors, 3U); ++c) {
      routes_.push_back({layout.colors == 1 ? 0 : c, c, table});
    }
  }
  if (layout.alpha) routes_.push_back({*layout.alpha, channels_ - 1, make_table(scale)});
}

const std::uint16_t* TiffSamples::make_table(std::uint32_t (*function)(std::uint32_t, std::uint32_t, std::uint32_t)) {
  std::vector<std::uint16_t> table(std::size_t{1} << value_bits_);
  const auto top = static_cast<std::uint32_t>(table.size() - 1);
  for (std::uint32_t v = 0; v <= top; ++v) {
    table[v] = static_cast<std::uint16_t>(function(v, top, depth_ == 16 ? 0xffff : 0xff));
  }
  tables_.push_back(std::move(table));
  return tables_.back().data();
}

void TiffSamples::route_palette(const Tiff& tiff) {
  std::array<const std::uint16_t*, 3> maps{};
  tiff.require(TIFFGetField(tiff.get(), TIFFTAG_COLORMAP, maps.data(), maps.data() + 1, maps.data() + 2) == 1);
  const std::size_t size = std::size_t{1} << value_bits_;
  // Some writers store 8-bit palettes in the 16-bit fields.
  const bool wide = std::any_of(maps.begin(), maps.end(), [&](const std::uint16_t* map) {
    return std::any_of(map, map + size, [](std::uint16_t v) { return v > 255; });
  });
  for (std::uint32_t c = 0; c < 3; ++c) {
    std::vector<std::uint16_t> table(maps[c], maps[c] + size);
    if (wide) {
      for (std::uint16_t& v : table) v = static_cast<std::uint16_t>(scale(v, 0xffff, 0xff));
    }
    tables_.push_back(std::move(table));
    routes_.push_back({0, c, tables_.back().data()});
  }
}

void TiffSamples::route_lab() {
  const bool icc = layout_.photometric == PHOTOMETRIC_ICCLAB;
  routes_.push_back({0, 0, make_table(icc ? icc_lightness : keep)});
  const std::uint16_t* table = make_table(layout_.colors == 1 ? no_chroma : icc ? icc_chroma : signed_chroma);
  for (std::uint32_t c : {1U, 2U}) routes_.push_back({layout_.colors == 1 ? 0 : c, c, table});
}

Image TiffSamples::make_target() const { return make_image(layout_.width, layout_.height, channels_, depth_); }

bool TiffSamples::wants(std::uint32_t plane) const {
  return std::any_of(routes_.begin(), routes_.end(), [&](const Route& route) { return route.sample == plane; });
}

std::uint16_t TiffSamples::from_float(double value) {
  if (std::isnan(value)) {
    met_no_number_ = true;
    return 0;
  }
  least_ = std::min(least_, value);
  greatest_ = std::max(greatest_, value);
  return static_cast<std::uint16_t>(std::clamp(value, 0.0, 1.0) * 65535 + 0.5);
}

void TiffSamples::gather(const std::uint8_t* stored, std::size_t first, std::size_t step, std::size_t count) {
  values_.resize(count);
  const auto fill = [&](auto value_at) {
    for (std::size_t i = 0; i < count; ++i) values_[i] = static_cast<std::uint16_t>(value_at(first + i * step));
  };
  if (layout_.floats) {
    if (layout_.bits == 16)
      return fill([&](auto i) { return from_float(half_to_double(load<std::uint16_t>(stored, i))); });
    if (layout_.bits == 32) return fill([&](auto i) { return from_float(load<float>(stored, i)); });
    return fill([&](auto i) { return from_float(load<double>(stored, i)); });
  }
  if (layout_.bits == 8) return fill([&](auto i) { return stored[i]; });
  if (layout_.bits == 16) return fill([&](auto i) { return load<std::uint16_t>(stored, i); });
  fill([&](std::size_t i) {
    // Packed, the highest bit first, over at most three bytes.
    const std::size_t begin = i * layout_.bits;
    const std::size_t end = begin + layout_.bits;
    std::uint32_t value = 0;
    for (std::size_t byte = begin / 8; byte <= (end - 1) / 8; ++byte) value = value << 8 | stored[byte];
    return value >> ((8 - end % 8) % 8) & ((1U << layout_.bits) - 1);
  });
}

template <class Sample>
void TiffSamples::scatter(const Route& route, std::uint8_t* to_bytes, std::size_t channels) const {
  Sample* to = reinterpret_cast<Sample*>(to_bytes) + route.channel;
  for (const std::uint16_t value : values_) {
    *to = static_cast<Sample>(route.table[value]);
    to += channels;
  }
}

void TiffSamples::write(Image& image, const std::uint8_t* stored, std::uint32_t x, std::uint32_t y, std::uint32_t count,
                        std::optional<std::uint32_t> plane) {
  std::uint8_t* to = image.samples.data() + (std::size_t{y} * image.width + x) * channels_ * depth_ / 8;
  const bool as_stored = layout_.photometric == PHOTOMETRIC_RGB || layout_.photometric == PHOTOMETRIC_SEPARATED;
  if (as_stored && !plane && !layout_.floats && layout_.bits == depth_ && layout_.samples == channels_) {
    std::copy_n(stored, std::size_t{count} * channels_ * depth_ / 8, to);
    return;
  }
  std::optional<std::uint32_t> gathered;
  for (const Route& route : routes_) {
    if (plane && route.sample != *plane) continue;
    if (gathered != route.sample) gather(stored, plane ? 0 : route.sample, plane ? 1 : layout_.samples, count);
    gathered = route.sample;
    if (depth_ == 16) {
      scatter<std::uint16_t>(route, to, channels_);
    } else {
      scatter<std::uint8_t>(route, to, channels_);
    }
  }
}

}  // namespace kvant

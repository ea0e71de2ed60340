// Ways of writing a picture, with what each weighs and how near it stays.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/image.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// A file that the picture could be.
struct Variant {
  enum class Kind {
    original,  ///< the file as it was given
    redrawn,   ///< as `kvant FILE -k colors --format format` writes it
    lossy,     ///< all colors, by `quality`
  };
  Kind kind{};
  Format format{};
  std::uint32_t colors = 0;  ///< as asked for, if redrawn
  Dither dither = Dither::none;
  int quality = 0;  ///< if lossy
  std::uint64_t bytes = 0;
  double psnr = 0;             ///< see QuantizeResult::psnr
  double mean_delta_e = 0;     ///< see QuantizeResult::mean_delta_e
  double spatial_delta_e = 0;  ///< as the eye mixes colors (S-CIELAB, Zhang & Wandell 1997), per pixel
  double changes = 0;          ///< share of the pixels whose left neighbor has another color; 0 if lossy
  /// Of the Pareto front by bytes and spatial_delta_e. The redrawn ones have one, all others another.
  bool best = false;
};

struct VariantOptions {
  std::vector<std::uint32_t> colors;  ///< each k, 1 to 256
  std::vector<int> qualities;         ///< of JPEG and lossy WebP
  QuantizeOptions quantize;           ///< `colors` aside; `dither` none: no dithered variants
  EncodeOptions encode;
};

struct Comparison {
  std::uint64_t distinct_colors = 0;
  std::vector<Variant> variants;      ///< the original first
  std::vector<std::string> left_out;  ///< sentences: what the picture cannot be
};

/// Counts the colors once and writes all variants, in memory. Throws Error.
[[nodiscard]] KVANT_EXPORT Comparison compare_variants(const ReadResult& in, const VariantOptions& options);

/// A picture that was saved as JPEG again and again.
struct Generation {
  std::uint32_t number = 0;  ///< from 1
  std::uint64_t bytes = 0;
  double psnr = 0;  ///< to the picture that was given; likewise the others
  double mean_delta_e = 0;
  double spatial_delta_e = 0;
};

/// Saves `count` times, and measures at some of the steps: the first ones, the last, and ever fewer between.
/// Throws Error: unsupported if the picture has alpha.
[[nodiscard]] KVANT_EXPORT std::vector<Generation> save_again(const Image& image, std::uint32_t count,
                                                              const EncodeOptions& options, unsigned threads);

}  // namespace kvant

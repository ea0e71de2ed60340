#include "cli/commands/variants_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"

namespace kvant::cli {
namespace {

constexpr int kNameColumns = 27;
constexpr std::uint64_t kGigabyte = 1'000'000'000;

bool is_redrawn(const Variant& variant) { return variant.kind == Variant::Kind::redrawn; }
bool is_dithered(const Variant& variant) { return variant.dither != Dither::none; }

std::string psnr_text(double psnr) { return std::isfinite(psnr) ? fmt::format("{:.1f} dB", psnr) : "exact"; }

std::string bytes_cell(const Variant& variant) {
  return fmt::format("{:>8}{}", size_text(variant.bytes), variant.best ? "*" : " ");
}

/// Of a Variant or a Generation.
template <class Measured>
std::string row_start(const std::string& name, const Measured& one) {
  return fmt::format("  {:{}}{:>8}{:>8.2f}{:>8.2f}", name, kNameColumns, psnr_text(one.psnr), one.mean_delta_e,
                     one.spatial_delta_e);
}

std::string header(std::string_view name) {
  return fmt::format("  {:{}}{:>8}{:>8}{:>8}", name, kNameColumns, "PSNR", "mean dE", "seen dE");
}

/// Trailing spaces are of no use.
std::string ended(std::string line) { return line.erase(line.find_last_not_of(' ') + 1) + '\n'; }

std::string colors_text(std::uint32_t colors) { return counted(colors, "color"); }

/// The smallest of those that `fits`.
template <class Fits>
const Variant* smallest(const Comparison& found, const Fits& fits) {
  const Variant* best = nullptr;
  for (const Variant& variant : found.variants) {
    if (fits(variant) && (best == nullptr || variant.bytes < best->bytes)) best = &variant;
  }
  return best;
}

std::string share_text(double share) { return fmt::format("{:.0f}%", 100 * share); }

double bits(const Variant& variant, std::uint64_t pixels) {
  return 8 * static_cast<double>(variant.bytes) / static_cast<double>(pixels);
}

std::string name_of(const Variant& variant) {
  switch (variant.kind) {
    case Variant::Kind::original:
      return fmt::format("the original {}", format_name(variant.format));
    case Variant::Kind::redrawn:
      return fmt::format("{} as {}{}", colors_text(variant.colors), is_dithered(variant) ? "dithered " : "",
                         format_name(variant.format));
    case Variant::Kind::lossy:
      break;
  }
  return fmt::format("{} of quality {}", format_name(variant.format), variant.quality);
}

/// Why redrawn files are larger or smaller than the original.
std::string against_original(const Comparison& found, std::uint64_t pixels) {
  const Variant& original = found.variants.front();
  const auto flat_png = [](const Variant& v) { return is_redrawn(v) && !is_dithered(v) && v.format == Format::png; };
  const Variant* most = nullptr;  // colors that are still smaller than the original
  const Variant* larger = nullptr;
  for (const Variant& variant : found.variants) {
    if (!flat_png(variant)) continue;
    if (variant.bytes > original.bytes) {
      if (larger == nullptr) larger = &variant;
    } else {
      most = &variant;
    }
  }
  std::string text;
  if (larger == nullptr) {
    if (most == nullptr) return "";
    return fmt::format(
        "Every redrawing without dithering is smaller than the original as PNG, down from {:.2f} bits per pixel to "
        "{:.2f} "
        "with {}.",
        bits(original, pixels), bits(*most, pixels), colors_text(most->colors));
  }
  text = fmt::format("From {} on, the redrawn PNG weighs more than the original {} ({} against {}). ",
                     colors_text(larger->colors), format_name(original.format), size_text(larger->bytes),
                     size_text(original.bytes));
  if (picture_codec(original.format).lossy) {
    text += fmt::format(
        "The {} spends {:.2f} bits on a pixel: it keeps smooth waves and drops fine detail that the eye hardly misses, "
        "and "
        "it has no use for flat areas. ",
        format_name(original.format), bits(original, pixels));
  } else {
    text += fmt::format("The {} spends {:.2f} bits on a pixel. ", format_name(original.format), bits(original, pixels));
  }
  text += fmt::format(
      "A palette file must keep the color of every pixel exactly, noise included: with {}, {} of the pixels differ "
      "from "
      "their left neighbor, and each such change has to be written down, which takes {:.2f} bits on a pixel.",
      colors_text(larger->colors), share_text(larger->changes), bits(*larger, pixels));
  if (most != nullptr) text += fmt::format(" Up to {} it is smaller.", colors_text(most->colors));
  return text;
}

std::string cost_of_dithering(const Comparison& found) {
  double most = 0;
  const Variant* flat = nullptr;
  const Variant* dithered = nullptr;
  for (const Variant& mixed : found.variants) {
    if (!is_dithered(mixed) || mixed.format != Format::png) continue;
    for (const Variant& plain : found.variants) {
      if (!is_redrawn(plain) || is_dithered(plain) || plain.colors != mixed.colors || plain.format != mixed.format)
        continue;
      const double factor = static_cast<double>(mixed.bytes) / static_cast<double>(plain.bytes);
      if (factor > most) {
        most = factor;
        flat = &plain;
        dithered = &mixed;
      }
    }
  }
  if (flat == nullptr) return "";
  return fmt::format(
      "Dithering hides the steps between colors by mixing them, and mixed pixels hardly compress: with {} the PNG "
      "grows "
      "from {} to {}, since {} of the pixels instead of {} differ from their left neighbor. Mean dE compares pixel by "
      "pixel and goes from {:.2f} to {:.2f}; seen dE mixes what the eye mixes at 60 cm from a desktop screen, and goes "
      "from {:.2f} to {:.2f}.",
      colors_text(flat->colors), size_text(flat->bytes), size_text(dithered->bytes), share_text(dithered->changes),
      share_text(flat->changes), flat->mean_delta_e, dithered->mean_delta_e, flat->spatial_delta_e,
      dithered->spatial_delta_e);
}

/// What else the same bytes buy.
std::string same_bytes(const Comparison& found) {
  const Variant* lossy = nullptr;
  const Variant* redrawn = nullptr;
  for (const Variant& one : found.variants) {
    if (!is_redrawn(one) || one.format != Format::png) continue;
    for (const Variant& other : found.variants) {
      if (other.kind != Variant::Kind::lossy || other.bytes > one.bytes || other.spatial_delta_e > one.spatial_delta_e)
        continue;
      if (lossy == nullptr ||
          other.spatial_delta_e - one.spatial_delta_e < lossy->spatial_delta_e - redrawn->spatial_delta_e) {
        lossy = &other;
        redrawn = &one;
      }
    }
  }
  if (lossy == nullptr) return "";
  return fmt::format(
      "To come near to the photograph in few bytes, a lossy file is the better choice: {} takes {} at a seen dE of "
      "{:.2f}, "
      "{} {} at {:.2f}. A palette is for flat areas, exact colors, and sharp edges without halos.",
      name_of(*lossy), size_text(lossy->bytes), lossy->spatial_delta_e, name_of(*redrawn), size_text(redrawn->bytes),
      redrawn->spatial_delta_e);
}

std::string per_gigabyte(const Comparison& found) {
  const auto fit = [](const Variant& variant) {
    return grouped(kGigabyte / std::max<std::uint64_t>(variant.bytes, 1));
  };
  std::string text = fmt::format("A gigabyte holds {} pictures like the original", fit(found.variants.front()));
  std::uint32_t last = 0;
  for (const Variant& variant : found.variants) last = std::max(last, variant.colors);
  std::vector<std::uint32_t> told;
  for (std::uint32_t colors : {16U, last}) {
    const Variant* best = smallest(found, [&](const Variant& v) { return is_redrawn(v) && v.colors == colors; });
    if (best == nullptr || std::ranges::count(told, colors) != 0) continue;
    told.push_back(colors);
    text += fmt::format(", {} in {}", fit(*best), name_of(*best));
  }
  return text + '.';
}

}  // namespace

std::string variants_table(const Comparison& found) {
  const Variant& original = found.variants.front();
  std::string text = ended(fmt::format("{}{:>8} {:>8} {:>8}", header("redrawn"), "PNG", "GIF", "WebP"));
  std::string line;
  const Variant* before = nullptr;
  for (const Variant& variant : found.variants) {
    if (!is_redrawn(variant)) continue;
    if (before == nullptr || before->colors != variant.colors || before->dither != variant.dither) {
      if (before != nullptr) text += ended(line);
      line = row_start(fmt::format("{:>10}{}{}", colors_text(variant.colors), is_dithered(variant) ? ", " : "",
                                   is_dithered(variant) ? dither_name(variant.dither) : ""),
                       variant);
    } else if (before->format == Format::png && variant.format == Format::webp) {
      line += fmt::format("{:>8} ", "-");
    }
    line += bytes_cell(variant);
    before = &variant;
  }
  if (before != nullptr) text += ended(line);
  text += ended(fmt::format("\n{}{:>8}", header("all colors"), "file"));
  text += ended(row_start(fmt::format("original {}", format_name(original.format)), original) + bytes_cell(original));
  for (const Variant& variant : found.variants) {
    if (variant.kind != Variant::Kind::lossy) continue;
    text += ended(row_start(fmt::format("{:4} quality {}", format_name(variant.format), variant.quality), variant) +
                  bytes_cell(variant));
  }
  return text + "  * none in its table is both smaller and nearer (seen dE)\n";
}

std::string generations_table(const std::vector<Generation>& generations, int quality) {
  std::string text = ended(fmt::format("{}{:>8}", header(fmt::format("saved as JPEG, quality {}", quality)), "file"));
  for (const Generation& one : generations) {
    text += fmt::format("{}{:>8}\n",
                        row_start(one.number == 1 ? "once" : fmt::format("{} times", grouped(one.number)), one),
                        size_text(one.bytes));
  }
  return text;
}

std::vector<std::string> explanations(const Comparison& found, std::uint64_t pixels) {
  std::vector<std::string> texts = {against_original(found, pixels), cost_of_dithering(found), same_bytes(found),
                                    per_gigabyte(found)};
  texts.insert(texts.end(), found.left_out.begin(), found.left_out.end());
  std::erase(texts, "");
  return texts;
}

std::string explanation(const std::vector<Generation>& generations) {
  const Generation& first = generations.front();
  const Generation& last = generations.back();
  if (last.number == 1) return "";
  return fmt::format("Saving once moves the colors by a mean dE of {:.2f}, {} times by {:.2f}: {}", first.mean_delta_e,
                     grouped(last.number), last.mean_delta_e,
                     last.mean_delta_e < 1.5 * first.mean_delta_e
                         ? "the first save does most of the harm, since the same rounding finds little left to round."
                         : "the harm adds up, since what one save rounds the next one rounds again.");
}

}  // namespace kvant::cli

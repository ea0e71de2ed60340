#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "image/encoders.hpp"
#include "image/indexed_view.hpp"
#include "image/palette_order.hpp"
#include "image/png_filter.hpp"
#include "image/png_layout.hpp"
#include "image/zlib_stream.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "threads/for_each_task.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kMaxDimension = 0x7fffffff;  // the format's own limit

/// What an effort buys; docs/formats.md has the measurements behind it.
struct Settings {
  int quick_level;          ///< libdeflate's, for the only plan that is made; 0: as follows
  DeflateEffort filtered;   ///< for rows of differences, in which little repeats
  DeflateEffort plain;      ///< for rows as they are
  DeflateEffort trial;      ///< for comparing plans
  std::size_t trial_bytes;  ///< how much of a picture is compressed for that, at least
  int move_rounds;          ///< of the search for a palette's order, once a plan is chosen
  bool wide;                ///< every filter; and 8 bits per index even where fewer would do, if that is smaller

  [[nodiscard]] bool compare() const { return quick_level == 0; }

  [[nodiscard]] const DeflateEffort& effort_for(FilterPlan plan) const {
    return plan == FilterPlan::none ? plain : filtered;
  }
};

Settings settings_of(int effort) {
  const auto quickly = [](int level) {
    return Settings{.quick_level = level,
                    .filtered = {},
                    .plain = {},
                    .trial = {},
                    .trial_bytes = 0,
                    .move_rounds = 0,
                    .wide = false};
  };
  constexpr std::size_t whole = std::numeric_limits<std::size_t>::max() / 2;
  static const std::array<Settings, 10> settings = {
      {quickly(1),
       quickly(4),
       quickly(6),
       {0, {{1, 32}, 0}, {{8, 32}, 1}, {{4, 32}, 1}, 1 << 15, 0, false},
       {0, {{1, 64}, 1}, {{12, 64}, 1}, {{4, 64}, 1}, 1 << 15, 1, false},
       {0, {{3, 64}, 1}, {{24, 64}, 1}, {{4, 64}, 1}, 1 << 15, 1, false},
       {0, {{4, 128}, 1}, {{24, 128}, 2}, {{4, 64}, 1}, 1 << 15, 1, false},
       {0, {{8, 128, 16}, 2}, {{64, 128, 16}, 3}, {{4, 64}, 1}, 1 << 17, 4, false},
       {0, {{24, 258, 32}, 4}, {{128, 258, 32}, 5}, {{8, 64}, 1}, 1 << 18, 8, false},
       {0, {{64, 258, 64}, 8}, {{256, 258, 64}, 8}, {{16, 128}, 2}, whole, 8, true}}};
  return settings[static_cast<std::size_t>(effort) - 1];
}

/// One way to write the picture.
struct Plan {
  IndexedView view;
  PngLayout layout;
  FilterPlan filter;
  std::optional<Neighbors> neighbors;  ///< that the palette's order goes by, if that can be improved
  std::size_t estimate = 0;

  [[nodiscard]] RowSource rows() const {
    const std::size_t bytes = layout.row_bytes(view.width());
    return {.rows = view.height(),
            .row_bytes = bytes + 1,
            .pixel_bytes = filter == FilterPlan::none ? layout.filter_step() : 1,
            .make = [this, bytes](std::uint32_t first, std::uint32_t last, std::uint8_t* out) {
              filter_rows(
                  filter, layout.filter_step(), bytes, first, last,
                  [this](std::uint32_t y, std::uint8_t* row) { pack_row(view, layout, y, row); }, out);
            }};
  }

  /// Bytes of the chunks that hold colors.
  [[nodiscard]] std::size_t color_bytes() const {
    const auto chunk = [](std::size_t bytes) { return bytes == 0 ? 0 : bytes + 12; };
    return chunk(layout.palette.size()) + chunk(layout.transparency.size());
  }
};

void append_big_endian(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(Bytes& out, std::string_view type, std::span<const std::uint8_t> data) {
  append_big_endian(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  append_big_endian(out, libdeflate_crc32(0, out.data() + start, out.size() - start));
}

Bytes assemble(std::uint32_t width, std::uint32_t height, const PngLayout& layout,
               std::span<const std::uint8_t> stream) {
  static constexpr std::array<std::uint8_t, 8> signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes out(signature.begin(), signature.end());
  out.reserve(out.size() + 13 + layout.palette.size() + layout.transparency.size() + stream.size() +
              std::size_t{5} * 12);
  Bytes header;
  append_big_endian(header, width);
  append_big_endian(header, height);
  // Then: deflate, the five filters, not interlaced.
  for (const int value : {int{layout.depth}, static_cast<int>(layout.color), 0, 0, 0}) {
    header.push_back(static_cast<std::uint8_t>(value));
  }
  append_chunk(out, "IHDR", header);
  if (!layout.palette.empty()) append_chunk(out, "PLTE", layout.palette);
  if (!layout.transparency.empty()) append_chunk(out, "tRNS", layout.transparency);
  constexpr std::size_t max_chunk = 0x7fffffff;
  while (stream.size() > max_chunk) {
    append_chunk(out, "IDAT", stream.first(max_chunk));
    stream = stream.subspan(max_chunk);
  }
  append_chunk(out, "IDAT", stream);
  append_chunk(out, "IEND", {});
  return out;
}

void check_dimensions(std::uint32_t width, std::uint32_t height) {
  if (width > kMaxDimension || height > kMaxDimension) {
    throw Error(ErrorCode::unsupported, "PNG holds at most 2147483647 pixels per side");
  }
}

IndexedView reordered(const IndexedView& view, std::vector<std::uint16_t> order) {
  IndexedView result = view;
  result.reorder(transparent_first(view, std::move(order)));
  return result;
}

/// The ways that may be smallest; only the likeliest one if they are not to be compared.
std::vector<Plan> plans_for(const IndexedView& view, PaletteOrder palette_order, const Settings& settings) {
  std::vector<Plan> plans;
  const auto add = [&](const IndexedView& order, const PngLayout& layout, std::initializer_list<FilterPlan> filters) {
    for (const FilterPlan filter : filters) {
      plans.push_back({.view = order, .layout = layout, .filter = filter, .neighbors = {}});
    }
  };
  const bool compare = settings.compare();
  if (palette_order == PaletteOrder::keep) {
    const PngLayout layout = indexed_layout(view, index_depth(view.palette().size()));
    add(view, layout, {FilterPlan::none});
    if (compare && layout.depth == 8) add(view, layout, {FilterPlan::sub, FilterPlan::entropy});
    return plans;
  }
  const PngLayout direct = direct_layout(view);
  if (view.palette().size() > 256) {
    add(view, direct, {FilterPlan::entropy});
    if (compare) add(view, direct, {FilterPlan::none, FilterPlan::sub, FilterPlan::up, FilterPlan::paeth});
    return plans;
  }

  // Few colors, several pixels in a byte: filters would only destroy what repeats.
  const std::uint8_t depth = index_depth(view.palette().size());
  const IndexedView by_luminance = reordered(view, order_by_luminance(view));
  const bool gray = direct.color == PngColor::gray && direct.depth <= depth;
  if (gray) {
    add(view, direct, {FilterPlan::none});
  } else {
    add(by_luminance, indexed_layout(by_luminance, depth), {FilterPlan::none});
  }
  if (!compare || (depth < 8 && !settings.wide)) return plans;

  if (gray) add(view, direct, {FilterPlan::sub, FilterPlan::entropy});
  struct Search {
    Neighbors neighbors;
    int move_rounds;
  };
  std::vector<Search> searches;
  for (const Neighbors neighbors : {Neighbors::left, Neighbors::left_and_above}) {
    searches.push_back({neighbors, settings.wide ? settings.move_rounds : 0});
    // A longer search ends in an order of less entropy, but not always in a smaller file.
    if (settings.wide) searches.push_back({neighbors, 2 * settings.move_rounds});
  }
  std::vector<IndexedView> ordered(searches.size(), view);
  for_each_task(ordered.size(), [&](std::size_t i, std::size_t /*worker*/) {
    ordered[i] = reordered(view, order_by_neighbors(view, searches[i].neighbors));
    ordered[i] = reordered(ordered[i], improve_order(ordered[i], searches[i].neighbors, searches[i].move_rounds));
  });
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const IndexedView& order = ordered[i];
    const std::size_t first = plans.size();
    add(order, indexed_layout(order, 8), {FilterPlan::sub, FilterPlan::entropy});
    if (settings.wide) {
      add(order, indexed_layout(order, 8), {FilterPlan::none, FilterPlan::up, FilterPlan::paeth});
      if (depth < 8) add(order, indexed_layout(order, depth), {FilterPlan::none});
    } else {
      for (std::size_t plan = first; plan < plans.size(); ++plan) plans[plan].neighbors = searches[i].neighbors;
    }
  }
  return plans;
}

}  // namespace

Bytes encode_png(const IndexedView& view, const EncodeOptions& options) {
  check_dimensions(view.width(), view.height());
  const Settings settings = settings_of(options.effort);
  std::vector<Plan> plans = plans_for(view, options.palette_order, settings);
  if (plans.size() > 1) {
    for_each_task(plans.size(), [&](std::size_t i, std::size_t /*worker*/) {
      Plan& plan = plans[i];
      const RowSource rows = plan.rows();
      const std::size_t sample = std::max(settings.trial_bytes, rows.bytes() / 64);
      const std::size_t bytes = estimate_compressed(rows, settings.trial, sample);
      plan.estimate = bytes + plan.color_bytes();
    });
  }
  Plan& best = *std::min_element(plans.begin(), plans.end(),
                                 [](const Plan& a, const Plan& b) { return a.estimate < b.estimate; });
  if (best.neighbors) {
    best.view = reordered(best.view, improve_order(best.view, *best.neighbors, settings.move_rounds));
    best.layout = indexed_layout(best.view, best.layout.depth);
  }
  const RowSource rows = best.rows();
  return assemble(view.width(), view.height(), best.layout,
                  settings.quick_level != 0 ? zlib_compress_quickly(rows, settings.quick_level)
                                            : zlib_compress(rows, settings.effort_for(best.filter)));
}

Bytes encode_labels_png(const IndexedImage& image) {
  check_dimensions(image.width, image.height);
  count_indices(image);
  const bool wide = image.palette.size() > 256;
  const PngLayout layout{.color = PngColor::gray, .depth = static_cast<std::uint8_t>(wide ? 16 : 8)};
  const std::size_t bytes = layout.row_bytes(image.width);
  const RowSource rows{.rows = image.height,
                       .row_bytes = bytes + 1,
                       .make = [&](std::uint32_t first, std::uint32_t last, std::uint8_t* out) {
                         std::visit(
                             [&](const auto& indices) {
                               for (std::uint32_t y = first; y < last; ++y) {
                                 *out++ = 0;  // no filter
                                 const auto* row = indices.data() + std::size_t{y} * image.width;
                                 for (std::uint32_t x = 0; x < image.width; ++x) {
                                   if (wide) *out++ = static_cast<std::uint8_t>(row[x] >> 8);
                                   *out++ = static_cast<std::uint8_t>(row[x]);
                                 }
                               }
                             },
                             image.indices);
                       }};
  const Settings settings = settings_of(EncodeOptions{}.effort);
  return assemble(image.width, image.height, layout, zlib_compress(rows, settings.plain));
}

}  // namespace kvant

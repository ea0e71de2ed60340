// Pictures: pixels in, palettes and places in them out.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "arrays.hpp"
#include "calling_thread.hpp"
#include "color/check_options.hpp"
#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "color/merge_histograms.hpp"
#include "color/palette.hpp"
#include "color/salience.hpp"
#include "color_counts.hpp"
#include "curves.hpp"
#include "kvant/aim.hpp"
#include "kvant/error.hpp"
#include "kvant/palette.hpp"
#include "kvant/quantize.hpp"
#include "module.hpp"
#include "threads/parallel.hpp"

namespace kvant::python {
namespace {

using namespace nb::literals;

/// Height x width x 3 or 4.
template <class Sample>
using Pixels = nb::ndarray<const Sample, nb::ndim<3>, nb::c_contig, nb::device::cpu>;

/// k x 4: red, green, blue, alpha.
using Colors = nb::ndarray<const std::uint8_t, nb::shape<-1, 4>, nb::c_contig, nb::device::cpu>;

template <class Sample>
Image to_image(const Pixels<Sample>& pixels) {
  Image image{.width = static_cast<std::uint32_t>(pixels.shape(1)),
              .height = static_cast<std::uint32_t>(pixels.shape(0)),
              .channels = static_cast<std::uint32_t>(pixels.shape(2)),
              .depth = 8 * sizeof(Sample),
              .samples = {}};
  image.samples.resize(pixels.nbytes());
  std::memcpy(image.samples.data(), pixels.data(), pixels.nbytes());
  return image;
}

Palette to_palette(const std::optional<Colors>& colors) {
  Palette palette(colors ? colors->shape(0) : 0);
  if (!palette.empty()) std::memcpy(palette.data(), colors->data(), colors->nbytes());
  return palette;
}

Array to_array_of_colors(Palette palette) {
  static_assert(sizeof(Color) == 4);
  const std::size_t count = palette.size();
  return to_array<std::uint8_t>(std::move(palette), {count, std::size_t{4}});
}

Array to_array_of_indices(IndexedImage image) {
  return std::visit(
      [&]<class Index>(Buffer<Index>& indices) {
        return to_array<Index>(std::move(indices), {image.height, image.width});
      },
      image.indices);
}

template <class Choice>
Choice named(std::optional<Choice> choice, const char* what, const std::string& name) {
  if (!choice) throw Error(ErrorCode::invalid_argument, "there is no " + std::string(what) + " '" + name + "'");
  return *choice;
}

struct Options : QuantizeOptions {
  Options(std::uint32_t number, const std::optional<Colors>& given, const std::optional<Colors>& pinned,
          const std::optional<Colors>& recolored, double share, const std::string& space_name,
          const std::string& dither_name, double strength, int work, std::uint64_t random_seed, unsigned most_threads) {
    colors = number;
    palette = to_palette(given);
    pins = to_palette(pinned);
    recolor = to_palette(recolored);
    salience = share;
    space = named(space_of_name(space_name), "color space", space_name);
    dither = named(dither_of_name(dither_name), "dithering method", dither_name);
    dither_strength = strength;
    effort = work;
    seed = random_seed;
    threads = usable_threads(most_threads);
  }
};

nb::dict drawn_to_dict(QuantizeResult result) {
  nb::dict drawn;
  drawn["palette"] = to_array_of_colors(std::move(result.image.palette));
  drawn["labels"] = to_array_of_indices(std::move(result.image));
  const std::size_t colors = result.pixel_counts.size();
  drawn["pixel_counts"] = to_array<std::uint64_t>(std::move(result.pixel_counts), {colors});
  drawn["distinct_colors"] = result.distinct_colors;
  drawn["mse"] = result.mse;
  drawn["psnr"] = result.psnr;
  drawn["mean_delta_e"] = result.mean_delta_e;
  drawn["inertia"] = result.inertia;
  drawn["converged"] = result.converged;
  return drawn;
}

template <class Sample>
nb::dict draw(const Pixels<Sample>& pixels, const Options& options) {
  return drawn_to_dict(interruptible([&](CallingThread&) { return quantize(to_image(pixels), options); }));
}

template <class Sample>
nb::dict curve_of(const Pixels<Sample>& pixels, const Options& options, std::uint32_t from, std::uint32_t to,
                  bool judged) {
  const ColorCurveOptions range{.from = from, .to = to, .judged = judged};
  ColorCurve result = interruptible([&](CallingThread&) { return color_curve(to_image(pixels), options, range); });
  const std::size_t dimensions = result.curve.points.empty() ? 0 : result.curve.points[0].centers.size() / from;
  nb::dict curve = to_dict(std::move(result.curve), dimensions);
  if (judged) {
    std::vector<double> psnr;
    for (const ColorFigures& figures : result.figures) psnr.push_back(figures.psnr);
    const std::size_t count = psnr.size();
    curve["psnr"] = to_array<double>(std::move(psnr), {count});
  }
  curve["distinct_colors"] = result.distinct_colors;
  return curve;
}

template <class Sample>
ColorHistogram counted(const Pixels<Sample>& pixels) {
  return interruptible([&](CallingThread&) {
    Workers workers(usable_threads(0));
    return kvant::count_colors(to_image(pixels), workers);
  });
}

// The distinct colors, in 8 bits, and how many pixels have each.
template <class Sample>
nb::tuple colors_and_counts(const Pixels<Sample>& pixels) {
  ColorHistogram histogram = counted(pixels);
  Palette colors;
  for (const Rgba16& color : histogram.colors) colors.push_back(to_color(color));
  const std::size_t count = histogram.size();
  return nb::make_tuple(to_array_of_colors(std::move(colors)),
                        to_array<std::uint64_t>(std::move(histogram.counts), {count}));
}

// The colors of pictures that are counted apart, to share a palette.
struct ColorCounts {
  ColorHistogram histogram;
};

template <class Sample>
ColorCounts counts_of(const Pixels<Sample>& pixels, const Options& options) {
  const nb::gil_scoped_release released;
  const Image image = to_image(pixels);
  require_valid(image);
  Workers workers(options.threads);
  ColorCounts counts{kvant::count_colors(image, options, workers)};
  counts.histogram.lookup.reset();
  return counts;
}

nb::dict shared_palette(const ColorCounts& counts, const Options& options) {
  FittedPalette fitted = interruptible([&](CallingThread&) {
    require_valid(options);
    if (counts.histogram.size() == 0)
      throw Error(ErrorCode::invalid_argument, "there are no pixels to find colors for");
    Workers workers(options.threads);
    return fit_palette(counts.histogram, options, workers);
  });
  nb::dict found;
  found["palette"] = to_array_of_colors(std::move(fitted.palette));
  found["inertia"] = fitted.inertia;
  found["converged"] = fitted.converged;
  return found;
}

nb::bytes bytes_of(const ColorCounts& counts) {
  const std::vector<std::uint8_t> bytes = to_bytes(counts.histogram);
  return nb::bytes(bytes.data(), bytes.size());
}

void restore(ColorCounts& counts, const nb::bytes& bytes) {
  const auto* data = static_cast<const std::uint8_t*>(bytes.data());
  new (&counts) ColorCounts{to_histogram({data, bytes.size()})};
}

template <class Sample>
void bind_counting(nb::class_<ColorCounts>& counts) {
  counts.def(
      "__init__",
      [](ColorCounts* self, const Pixels<Sample>& pixels, const Options& options) {
        new (self) ColorCounts(counts_of(pixels, options));
      },
      "pixels"_a.noconvert(), "options"_a);
}

template <class Sample>
void bind(nb::module_& module) {
  module.def(
      "count_colors", [](const Pixels<Sample>& pixels) { return counted(pixels).size(); }, "pixels"_a.noconvert());
  module.def("color_counts", &colors_and_counts<Sample>, "pixels"_a.noconvert());
  module.def("quantize", &draw<Sample>, "pixels"_a.noconvert(), "options"_a);
  module.def("color_curve", &curve_of<Sample>, "pixels"_a.noconvert(), "options"_a, "from_"_a, "to"_a, "judged"_a);
}

}  // namespace

void bind_pictures(nb::module_& module) {
  nb::class_<Options>(module, "QuantizeOptions")
      .def(nb::init<std::uint32_t, const std::optional<Colors>&, const std::optional<Colors>&,
                    const std::optional<Colors>&, double, const std::string&, const std::string&, double, int,
                    std::uint64_t, unsigned>(),
           nb::kw_only(), "colors"_a, "palette"_a.noconvert() = nb::none(), "pins"_a.noconvert() = nb::none(),
           "recolor"_a.noconvert() = nb::none(), "salience"_a = 0.0, "space"_a = "oklab", "dither"_a = "none",
           "dither_strength"_a = 1.0, "effort"_a = 7, "seed"_a = 0, "threads"_a = 0);
  // They pickle as what they are: bytes.
  nb::class_<ColorCounts> counts(module, "ColorCounts");
  counts.def(nb::init<>())
      .def(
          "merge",
          [](ColorCounts& self, const ColorCounts& other) {
            const nb::gil_scoped_release released;
            if (other.histogram.size() > 0) merge(other.histogram, self.histogram);
          },
          "other"_a)
      .def("fit", &shared_palette, "options"_a)
      .def_prop_ro("pixels",
                   [](const ColorCounts& self) {
                     const auto& each = self.histogram.counts;
                     return std::accumulate(each.begin(), each.end(), std::uint64_t{0});
                   })
      .def("__len__", [](const ColorCounts& self) { return self.histogram.size(); })
      .def("__bytes__", &bytes_of)
      .def("__getstate__", &bytes_of)
      .def("__setstate__", &restore);
  bind_counting<std::uint8_t>(counts);
  bind_counting<std::uint16_t>(counts);
  bind<std::uint8_t>(module);
  bind<std::uint16_t>(module);
  module.def(
      "parse_colors", [](const std::string& text) { return to_array_of_colors(parse_colors(text)); }, "text"_a);
  module.def("palette_presets", [] {
    nb::dict presets;
    for (PalettePreset& preset : palette_presets()) {
      presets[nb::cast(std::string(preset.name))] = to_array_of_colors(std::move(preset.colors));
    }
    return presets;
  });
  module.def("dither_methods", [] {
    std::vector<std::string> names;
    for (const DitherMethod& method : dither_methods()) names.emplace_back(method.name);
    return names;
  });
}

}  // namespace kvant::python

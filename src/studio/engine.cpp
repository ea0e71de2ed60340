#include "studio/engine.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>

#include "color/draw.hpp"
#include "color/error_map.hpp"
#include "color/fidelity.hpp"
#include "color/fit_steps.hpp"
#include "color/point_cloud.hpp"
#include "color/recolor.hpp"
#include "color/salience.hpp"
#include "image/picture_codec.hpp"
#include "kvant/aim.hpp"
#include "kvant/error.hpp"
#include "kvant/palette.hpp"
#include "kvant/version.hpp"
#include "threads/parallel.hpp"

namespace kvant::studio {
namespace {

constexpr std::size_t kMostCloudPoints = 30'000;
constexpr std::size_t kMostSteps = 40;
constexpr std::uint32_t kMostSaves = 1000;

/// R, G, B, A of each pixel, as a canvas has them.
std::vector<std::uint8_t> rgba_of(const IndexedImage& image) {
  std::vector<std::uint8_t> pixels(4 * image.pixels());
  std::visit(
      [&](const auto& indices) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
          std::memcpy(pixels.data() + 4 * i, &image.palette[indices[i]], sizeof(Color));
        }
      },
      image.indices);
  return pixels;
}

std::vector<std::uint8_t> rgba_of(const Image& image) {
  std::vector<std::uint8_t> pixels(4 * image.pixels());
  const std::size_t channels = image.channels;
  const auto copy = [&](const auto* samples, auto rounded) {
    for (std::size_t i = 0; i < image.pixels(); ++i) {
      for (std::size_t c = 0; c < 4; ++c) {
        pixels[4 * i + c] = c < channels ? rounded(samples[i * channels + c]) : std::uint8_t{255};
      }
    }
  };
  if (image.depth == 16) {
    std::vector<std::uint16_t> samples(image.samples.size() / 2);
    std::memcpy(samples.data(), image.samples.data(), image.samples.size());
    copy(samples.data(), [](std::uint32_t v) { return static_cast<std::uint8_t>((v * 255 + 32895) >> 16U); });
  } else {
    copy(image.samples.data(), [](std::uint8_t v) { return v; });
  }
  return pixels;
}

Json hexes(const Palette& palette) {
  Json list = Json::array();
  for (const Color& color : palette) list.push_back(hex(color));
  return list;
}

}  // namespace

struct Engine::Call {
  const Json& asked;
  std::span<const std::uint8_t> bytes;
  Json said = Json::object();
  std::vector<std::vector<std::uint8_t>> blocks = {};

  /// What the settings are compared by, to know a drawing again.
  [[nodiscard]] Settings settings() const {
    const auto found = asked.find("settings");
    return settings_of(found != asked.end() ? *found : Json::object());
  }

  /// All that says how a picture is drawn, not how it is written; an aim at a size depends on both.
  [[nodiscard]] std::string drawing_key() const {
    Json settings = asked.value("settings", Json::object());
    const bool sized =
        settings.contains("aim") && settings["aim"].is_object() && settings["aim"].contains("targetSize");
    if (!sized) {
      settings.erase("format");
      settings.erase("quality");
    }
    return settings.dump();
  }
};

Reply Engine::answer(std::string_view request, std::span<const std::uint8_t> bytes) {
  struct Named {
    const char* name;
    void (Engine::*run)(Call&);
  };
  static constexpr Named calls[] = {{"open", &Engine::open},
                                    {"close", &Engine::close},
                                    {"draw", &Engine::draw},
                                    {"draft", &Engine::draft},
                                    {"encode", &Engine::encode},
                                    {"errorMap", &Engine::error_map},
                                    {"cloud", &Engine::cloud},
                                    {"elbow", &Engine::elbow},
                                    {"steps", &Engine::steps},
                                    {"step", &Engine::step},
                                    {"saveAgain", &Engine::save_again},
                                    {"sharedPalette", &Engine::shared_palette},
                                    {"readPalette", &Engine::read_palette},
                                    {"writePalette", &Engine::write_palette},
                                    {"about", &Engine::about}};
  const auto failed = [](std::string_view code, const std::string& message) {
    const Json said = {{"error", {{"code", code}, {"message", message}}}};
    return Reply{.json = said.dump(-1, ' ', false, Json::error_handler_t::replace), .blocks = {}};
  };
  try {
    const Json asked = Json::parse(request);
    const auto name = asked.value("do", std::string());
    for (const auto& [known, run] : calls) {
      if (name != known) continue;
      Call call{.asked = asked, .bytes = bytes};
      (this->*run)(call);
      return {.json = call.said.dump(-1, ' ', false, Json::error_handler_t::replace), .blocks = std::move(call.blocks)};
    }
    return failed("invalid_argument", std::string("no request ").append(name));
  } catch (const Error& error) {
    return failed(error_code_name(error.code()), error.what());
  } catch (const Json::exception& problem) {
    return failed("invalid_argument", std::string("not a request: ") + problem.what());
  } catch (const std::bad_alloc&) {
    return failed("limit", "needs more memory than the browser gives a page");
  }
}

OpenedPicture& Engine::picture_of(const Call& call) {
  const auto found = pictures_.find(call.asked.value("picture", std::uint32_t{0}));
  if (found == pictures_.end()) throw Error(ErrorCode::invalid_argument, "no such picture is open");
  return found->second;
}

/// {frame?} and the file: {picture, width, ...} and its pixels.
void Engine::open(Call& call) {
  ReadOptions options{.max_pixels = kMostPixels};
  if (call.asked.contains("frame")) options.frame = call.asked["frame"].get<std::uint32_t>();
  ReadResult in = decode_image(call.bytes, options);
  call.blocks.push_back(rgba_of(in.image));
  call.said = {{"picture", latest_ + 1},           {"width", in.image.width}, {"height", in.image.height},
               {"format", format_name(in.format)}, {"bytes", in.bytes},       {"warning", in.warning},
               {"alpha", in.image.channels == 4},  {"depth", in.depth}};
  OpenedPicture& opened = pictures_.try_emplace(++latest_, std::move(in)).first->second;
  call.said["distinctColors"] = opened.colors().size();
}

void Engine::close(Call& call) { pictures_.erase(call.asked.value("picture", std::uint32_t{0})); }

/// {picture, settings}: what it came to, and its pixels.
void Engine::draw(Call& call) {
  OpenedPicture& picture = picture_of(call);
  const Drawing& drawing = picture.drawing(call.settings(), call.drawing_key());
  call.said = {{"palette", entries(drawing.image.palette, drawing.counts, drawing.image.pixels())},
               {"psnr", figure(drawing.psnr)},
               {"deltaE", figure(drawing.mean_delta_e)}};
  if (drawing.choice) call.said["reason"] = drawing.choice->reason == Reason::clear_elbow ? "elbow" : "variance";
  call.blocks.push_back(rgba_of(drawing.image));
}

/// {picture, settings}: about the same pixels, sooner.
void Engine::draft(Call& call) { call.blocks.push_back(rgba_of(picture_of(call).draft(call.settings().quantize))); }

/// {picture, settings}: the file, what it weighs and how near it is. A lossy one's pixels come with it.
void Engine::encode(Call& call) {
  OpenedPicture& picture = picture_of(call);
  Settings settings = call.settings();
  settings.encode.metadata.resolution = picture.in().metadata.resolution;
  std::vector<std::uint8_t> bytes;
  Workers workers(0);
  if (settings.lossy) {
    bytes = encode_lossy(picture.image(), settings.format, settings.encode);
    const Image written = decode_image(bytes, {.max_pixels = kMostPixels, .frame = {}}).image;
    const Fidelity fidelity = measure_fidelity(picture.image(), written, workers);
    call.said = {{"psnr", figure(fidelity.psnr)},
                 {"deltaE", figure(fidelity.mean_delta_e)},
                 {"seenDeltaE", figure(spatial_difference(picture.seen(), written, workers))}};
    call.blocks = {{}, rgba_of(written)};
  } else {
    const Drawing& drawing = picture.drawing(settings, call.drawing_key());
    bytes = drawing.encoded.empty() ? encode_image(drawing.image, settings.format, settings.encode) : drawing.encoded;
    call.said = {{"psnr", figure(drawing.psnr)},
                 {"deltaE", figure(drawing.mean_delta_e)},
                 {"seenDeltaE", figure(spatial_difference(picture.seen(), drawing.image, workers))}};
    call.blocks.resize(1);
  }
  call.said["bytes"] = bytes.size();
  call.blocks.front() = std::move(bytes);
}

/// {picture, settings}: a picture of the differences, and how large they are.
void Engine::error_map(Call& call) {
  OpenedPicture& picture = picture_of(call);
  const Settings settings = call.settings();
  FittedPalette fitted = picture.drawing(settings, call.drawing_key()).fitted;
  if (!settings.quantize.recolor.empty()) fitted.palette = recolored(fitted.palette, settings.quantize.recolor);
  Workers workers(0);
  const ColorHistogram& colors = picture.colors(settings.quantize.salience);
  const ErrorFigures figures = error_figures(colors, fitted, workers);
  call.said = {{"colors", hexes(error_colors())},
               {"step", kErrorStep},
               {"median", figure(figures.median)},
               {"percentile95", figure(figures.percentile_95)},
               {"most", figure(figures.most)}};
  call.blocks.push_back(rgba_of(draw_error_map(picture.image(), colors, fitted, workers)));
}

/// {picture, settings}: CloudData.
void Engine::cloud(Call& call) {
  OpenedPicture& picture = picture_of(call);
  const Settings settings = call.settings();
  const Drawing& drawing = picture.drawing(settings, call.drawing_key());
  call.said = cloud_json(
      make_point_cloud(picture.colors(settings.quantize.salience), drawing.fitted, CloudAxes::oklab, kMostCloudPoints));
}

/// {picture, settings, to}: Elbow.
void Engine::elbow(Call& call) {
  OpenedPicture& picture = picture_of(call);
  QuantizeOptions options = call.settings().quantize;
  options.pins = {};
  const std::uint32_t to = std::min(call.asked.value("to", std::uint32_t{64}), std::uint32_t{256});
  const ColorCurve colors = color_curve(picture.image(), options, {.to = to, .judged = false});
  call.said = {{"elbow", elbow_json(colors.curve)}, {"chosen", choose_k(colors.curve).k}};
}

/// {picture, settings, start}: the palette of each step of plain k-means.
void Engine::steps(Call& call) {
  OpenedPicture& picture = picture_of(call);
  QuantizeOptions options = call.settings().quantize;
  options.init = call.asked.value("start", std::string()) == "random" ? Init::random : Init::kmeans_plus_plus;
  steps_ = {.picture = call.asked["picture"].get<std::uint32_t>(), .palettes = {}, .labels = {}};
  Workers workers(0);
  call.said["steps"] = Json::array();
  show_fit_steps(picture.colors(options.salience), options, kMostSteps, workers, [&](const FitStep& step) {
    call.said["steps"].push_back(hexes(step.palette));
    steps_.palettes.push_back(step.palette);
    steps_.labels.push_back(step.labels);
  });
}

/// {step}: the pixels of one of the steps that were asked for last.
void Engine::step(Call& call) {
  const auto number = call.asked.value("step", std::size_t{0});
  const auto found = pictures_.find(steps_.picture);
  if (number >= steps_.palettes.size() || found == pictures_.end()) {
    throw Error(ErrorCode::invalid_argument, "no such step");
  }
  Workers workers(0);
  OpenedPicture& picture = found->second;
  call.blocks.push_back(
      rgba_of(draw_labels(picture.image(), picture.colors(), steps_.palettes[number], steps_.labels[number], workers)));
}

/// {picture, quality, times}: the picture after so many saves as JPEG, and how near it is.
void Engine::save_again(Call& call) {
  OpenedPicture& picture = picture_of(call);
  const auto number = call.asked["picture"].get<std::uint32_t>();
  const int quality = call.asked.value("quality", 90);
  const std::uint32_t times = std::clamp(call.asked.value("times", std::uint32_t{1}), std::uint32_t{1}, kMostSaves);
  if (saved_.picture != number || saved_.quality != quality || saved_.times > times) {
    saved_ = {.picture = number, .quality = quality, .times = 0, .image = picture.image(), .bytes = 0};
  }
  for (; saved_.times < times; ++saved_.times) {
    const auto bytes = encode_lossy(saved_.image, Format::jpeg, {.quality = quality});
    saved_.image = decode_image(bytes, {.max_pixels = kMostPixels, .frame = {}}).image;
    saved_.bytes = bytes.size();
  }
  Workers workers(0);
  const Fidelity fidelity = measure_fidelity(picture.image(), saved_.image, workers);
  call.said = {{"bytes", saved_.bytes}, {"psnr", figure(fidelity.psnr)}, {"deltaE", figure(fidelity.mean_delta_e)}};
  call.blocks.push_back(rgba_of(saved_.image));
}

/// {pictures, settings}: one palette for all of them.
void Engine::shared_palette(Call& call) {
  SharedPalette shared(call.settings().quantize);
  for (const Json& number : call.asked.at("pictures")) {
    const auto found = pictures_.find(number.get<std::uint32_t>());
    if (found == pictures_.end()) throw Error(ErrorCode::invalid_argument, "no such picture is open");
    shared.add(found->second.image());
  }
  call.said["palette"] = hexes(shared.fit());
}

/// {name?} and a palette file: {name, colors, names}.
// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of the requests
void Engine::read_palette(Call& call) {
  const auto name = call.asked.value("name", std::string());
  const NamedPalette palette = decode_palette(call.bytes, palette_format_of_extension(name));
  call.said = {{"name", palette.name}, {"colors", hexes(palette.colors)}, {"names", palette.names}};
}

/// {colors, format, name?}: a palette file.
// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of the requests
void Engine::write_palette(Call& call) {
  const auto name = call.asked.value("format", std::string());
  const std::optional<PaletteFormat> format = palette_format_of_name(name);
  if (!format) throw Error(ErrorCode::invalid_argument, std::string("no palette format ").append(name));
  call.blocks.push_back(encode_palette(
      {.name = call.asked.value("name", std::string()), .colors = colors_of(call.asked.at("colors"))}, *format));
}

/// What there is to choose from.
// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of the requests
void Engine::about(Call& call) {
  call.said = {{"version", version()}, {"mostPixels", kMostPixels}};
  for (const DitherMethod& method : dither_methods()) {
    call.said["dithers"].push_back({{"name", method.name}, {"description", method.description}});
  }
  for (const PaletteFormat format : palette_formats()) {
    call.said["paletteFormats"].push_back(palette_format_name(format));
  }
  for (const PalettePreset& preset : palette_presets()) {
    call.said["presets"].push_back(
        {{"name", preset.name}, {"description", preset.description}, {"colors", hexes(preset.colors)}});
  }
}

}  // namespace kvant::studio

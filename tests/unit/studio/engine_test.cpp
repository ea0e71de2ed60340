// What Studio's engine answers, natively; web/test runs it as the page does.
#include "studio/engine.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <utility>

#include "kvant/palette.hpp"
#include "support/bytes.hpp"
#include "support/corpus.hpp"
#include "support/sample_pictures.hpp"
#include "support/sanitized.hpp"

namespace kvant::studio {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// An engine, and the JSON of its latest reply.
class StudioEngine : public testing::Test {
 protected:
  const Json& ask(const Json& request, const Bytes& bytes = {}) {
    reply_ = engine_.answer(request.dump(), bytes);
    said_ = Json::parse(reply_.json);
    return said_;
  }

  std::uint32_t open(const Bytes& file) { return ask({{"do", "open"}}, file)["picture"].get<std::uint32_t>(); }

  std::string error() const { return said_.contains("error") ? said_["error"]["message"].get<std::string>() : ""; }
  std::string code() const { return said_.contains("error") ? said_["error"]["code"].get<std::string>() : ""; }

  Engine engine_;
  Reply reply_;
  Json said_;
};

/// The colors of R, G, B, A samples.
std::set<std::string> colors_of(const Bytes& pixels) {
  std::set<std::string> colors;
  for (std::size_t i = 0; i < pixels.size(); i += 4) {
    colors.insert(hex(Color{pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]}));
  }
  return colors;
}

Bytes cat() { return read_file(test::source_dir() / "examples/chelsea.png"); }

TEST_F(StudioEngine, OpensAPicture) {
  EXPECT_EQ(open(cat()), 1U);
  EXPECT_EQ(said_["width"], 451);
  EXPECT_EQ(said_["height"], 300);
  EXPECT_EQ(said_["format"], "PNG");
  EXPECT_EQ(said_["distinctColors"], 32584);
  ASSERT_EQ(reply_.blocks.size(), 1U);
  EXPECT_EQ(reply_.blocks[0].size(), 451U * 300 * 4);
  EXPECT_EQ(open(cat()), 2U);
}

TEST_F(StudioEngine, WritesTheBytesOfTheLibrary) {
  const ReadResult in = decode_image(cat());
  const std::uint32_t picture = open(cat());
  const auto expect_same = [&](Json settings, const QuantizeOptions& options, Format format) {
    ask({{"do", "encode"}, {"picture", picture}, {"settings", std::move(settings)}});
    ASSERT_EQ(error(), "");
    const QuantizeResult wanted = quantize(in.image, options);
    EXPECT_EQ(reply_.blocks[0], encode_image(wanted.image, format, {.metadata = {in.metadata.resolution, {}, {}}}));
    EXPECT_EQ(said_["psnr"], figure(wanted.psnr));
    EXPECT_EQ(said_["deltaE"], figure(wanted.mean_delta_e));
  };
  expect_same({{"colors", 24}, {"format", "png"}}, {.colors = 24}, Format::png);
  expect_same({{"colors", 9}, {"space", "srgb"}, {"dither", "bayer"}, {"strength", 0.5}, {"format", "gif"}},
              {.colors = 9, .space = Space::srgb, .dither = Dither::bayer, .dither_strength = 0.5}, Format::gif);
  expect_same({{"colors", 12}, {"salience", 0.5}, {"pins", {"#00ff00"}}, {"format", "webp"}},
              {.colors = 12, .pins = {{0, 255, 0}}, .salience = 0.5}, Format::webp);
  expect_same({{"palette", {"#000000", "#ffffff"}}}, {.palette = {{0, 0, 0}, {255, 255, 255}}}, Format::png);
  expect_same({{"recolor", {"#ff0000", "#0000ff"}}}, {.recolor = {{255, 0, 0}, {0, 0, 255}}}, Format::png);
}

TEST_F(StudioEngine, ReachesAims) {
  constexpr int most = test::kSanitized ? 32 : 256;
  const std::uint32_t picture = open(cat());
  const auto draw = [&](Json aim) -> const Json& {
    return ask({{"do", "draw"}, {"picture", picture}, {"settings", {{"colors", most}, {"aim", std::move(aim)}}}});
  };
  EXPECT_GE(draw({{"psnr", 30}})["psnr"], 30);
  EXPECT_LE(draw({{"maxDelta", 4}})["deltaE"], 4);
  EXPECT_EQ(draw("auto").contains("reason"), true);
  ask({{"do", "encode"}, {"picture", picture}, {"settings", {{"colors", most}, {"aim", {{"targetSize", 30'000}}}}}});
  EXPECT_LE(reply_.blocks[0].size(), 30'000U);
  draw({{"psnr", 90}});
  EXPECT_NE(error().find(" colors only reach a PSNR"), std::string::npos) << error();
}

TEST_F(StudioEngine, DraftsAreNearToDrawings) {
  const std::uint32_t picture = open(cat());
  for (const int k : {1, 2, 16, 64}) {
    const Json settings = {{"colors", k}};
    ask({{"do", "draw"}, {"picture", picture}, {"settings", settings}});
    const Bytes drawn = reply_.blocks[0];
    ask({{"do", "draft"}, {"picture", picture}, {"settings", settings}});
    ASSERT_EQ(reply_.blocks[0].size(), drawn.size());
    EXPECT_EQ(colors_of(reply_.blocks[0]).size(), k);
    double squares = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const double difference = int{drawn[i]} - int{reply_.blocks[0][i]};
      squares += difference * difference;
    }
    EXPECT_LT(squares / static_cast<double>(drawn.size()), 150) << k;
  }
}

/// More cells of colors with alpha than indices of 16 bits can name.
TEST_F(StudioEngine, DraftsOfMoreCellsThanIndices) {
  constexpr std::size_t side = 420;
  const std::string head = "P7\nWIDTH 420\nHEIGHT 420\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n";
  Bytes file(head.begin(), head.end());
  std::mt19937 random(1);
  for (std::size_t i = 0; i < side * side; ++i) {
    for (int c = 0; c < 3; ++c) file.push_back(static_cast<std::uint8_t>(random()));
    file.push_back(static_cast<std::uint8_t>(255 - random() % 192));
  }
  const std::uint32_t picture = open(file);
  const Bytes original = reply_.blocks[0];
  const auto squares_of = [&](const char* request) {
    ask({{"do", request}, {"picture", picture}, {"settings", {{"colors", 8}}}});
    EXPECT_EQ(error(), "");
    double squares = 0;
    for (std::size_t i = 0; i < original.size(); ++i) {
      const double difference = int{original[i]} - int{reply_.blocks[0][i]};
      squares += difference * difference;
    }
    return squares;
  };
  EXPECT_LT(squares_of("draft"), 1.2 * squares_of("draw"));
}

TEST_F(StudioEngine, DraftsKeepPinsPalettesAndTransparency) {
  const Image image = test::make_picture(test::Scene::gradient, 64, 48, 4, 8, 1);
  const Bytes file = encode_image(quantize(image, {.colors = 256}).image, Format::png);
  const std::uint32_t picture = open(file);
  ask({{"do", "draft"}, {"picture", picture}, {"settings", {{"colors", 5}, {"pins", {"#00ff00"}}}}});
  EXPECT_EQ(error(), "");
  const std::set<std::string> colors = colors_of(reply_.blocks[0]);
  EXPECT_TRUE(colors.contains("#00ff00"));
  ask({{"do", "draft"}, {"picture", picture}, {"settings", {{"palette", {"#123456"}}}}});
  EXPECT_TRUE(colors_of(reply_.blocks[0]).contains("#123456"));
}

TEST_F(StudioEngine, LossyFilesComeWithTheirPixels) {
  const std::uint32_t picture = open(cat());
  for (const char* format : {"jpeg", "webp-lossy"}) {
    ask({{"do", "encode"}, {"picture", picture}, {"settings", {{"format", format}, {"quality", 50}}}});
    ASSERT_EQ(reply_.blocks.size(), 2U) << error();
    EXPECT_EQ(reply_.blocks[1].size(), 451U * 300 * 4);
    EXPECT_GT(said_["seenDeltaE"], 0);
    EXPECT_LT(said_["bytes"], 20'000);
  }
}

TEST_F(StudioEngine, ShowsStepsMapsCloudsAndCurves) {
  const std::uint32_t picture = open(cat());
  const Json settings = {{"colors", 6}};
  const Json on = {{"picture", picture}, {"settings", settings}};
  const auto with = [&](const char* name, Json more) {
    Json request = {{"do", name}};
    request.update(on);
    request.update(more);
    return request;
  };
  ask(with("steps", {{"start", "random"}}));
  const std::size_t steps = said_["steps"].size();
  EXPECT_GE(steps, 3U);
  EXPECT_EQ(said_["steps"][0].size(), 6U);
  ask({{"do", "step"}, {"step", steps - 1}});
  EXPECT_EQ(reply_.blocks[0].size(), 451U * 300 * 4);
  ask({{"do", "step"}, {"step", steps}});
  EXPECT_EQ(error(), "no such step");
  ask(with("errorMap", Json::object()));
  EXPECT_GT(said_["most"], said_["median"]);
  ask(with("cloud", Json::object()));
  EXPECT_EQ(said_["centers"].size(), 6U);
  ask(with("elbow", {{"to", 8}}));
  EXPECT_EQ(said_["elbow"]["colors"].size(), 8U);
}

TEST_F(StudioEngine, SavesAgainAndAgain) {
  const std::uint32_t picture = open(cat());
  const auto save = [&](int times) -> const Json& {
    return ask({{"do", "saveAgain"}, {"picture", picture}, {"quality", 60}, {"times", times}});
  };
  const double once = save(1)["psnr"];
  const Bytes first = reply_.blocks[0];
  EXPECT_LE(save(4)["psnr"], once);
  save(1);
  EXPECT_EQ(reply_.blocks[0], first);
}

TEST_F(StudioEngine, SharesAPalette) {
  const std::uint32_t one = open(cat());
  const std::uint32_t two = open(cat());
  ask({{"do", "sharedPalette"}, {"pictures", {one, two}}, {"settings", {{"colors", 7}}}});
  const Json shared = said_["palette"];
  EXPECT_EQ(shared.size(), 7U);
  ask({{"do", "sharedPalette"}, {"pictures", {one, 99}}, {"settings", Json::object()}});
  EXPECT_EQ(error(), "no such picture is open");
}

TEST_F(StudioEngine, ReadsAndWritesPalettes) {
  for (const PaletteFormat format : palette_formats()) {
    const std::string name(palette_format_name(format));
    ask({{"do", "writePalette"}, {"colors", {"#102030", "#ffffff"}}, {"format", name}});
    ASSERT_EQ(error(), "") << name;
    ask({{"do", "readPalette"}, {"name", "x." + name}}, reply_.blocks[0]);
    EXPECT_EQ(said_["colors"], Json({"#102030", "#ffffff"})) << name << error();
  }
  ask({{"do", "readPalette"}, {"name", "x.gpl"}}, test::bytes_of("no palette at all"));
  EXPECT_NE(error(), "");
}

TEST_F(StudioEngine, RefusesWhatIsNoPicture) {
  ask({{"do", "open"}}, test::bytes_of("hello"));
  EXPECT_EQ(code(), "unsupported");
  EXPECT_NE(error().find("is not a picture in a format that kvant reads"), std::string::npos);
  ask({{"do", "open"}});
  EXPECT_EQ(error(), "is empty");
  Bytes cut = cat();
  cut.resize(1000);
  ask({{"do", "open"}}, cut);
  EXPECT_EQ(code(), "corrupt");
}

TEST_F(StudioEngine, RefusesWhatIsTooLarge) {
  const Bytes header = test::bytes_of("P6 20000 10000 255\n");
  ask({{"do", "open"}}, header);
  EXPECT_EQ(code(), "limit");
  EXPECT_NE(error().find("20000 x 10000"), std::string::npos) << error();
}

TEST_F(StudioEngine, RefusesNonsense) {
  const std::uint32_t picture = open(cat());
  for (const Json& settings : std::initializer_list<Json>{{{"colors", 0}},
                                                          {{"colors", -1}},
                                                          {{"colors", "many"}},
                                                          {{"space", "outer"}},
                                                          {{"dither", "well"}},
                                                          {{"palette", {"#12"}}},
                                                          {{"palette", 7}},
                                                          {{"salience", 2}},
                                                          {{"strength", "x"}},
                                                          {{"format", "doc"}},
                                                          {{"aim", {{"psnr", "x"}}}}}) {
    ask({{"do", "draw"}, {"picture", picture}, {"settings", settings}});
    EXPECT_EQ(code(), "invalid_argument") << settings;
    EXPECT_EQ(error().find('\n'), std::string::npos) << error();
  }
  ask({{"do", "draw"}, {"picture", 77}, {"settings", Json::object()}});
  EXPECT_EQ(error(), "no such picture is open");
  ask({{"do", "dance"}});
  EXPECT_EQ(code(), "invalid_argument");
  said_ = Json::parse(engine_.answer("{", {}).json);
  EXPECT_EQ(code(), "invalid_argument");
}

TEST_F(StudioEngine, ForgetsClosedPictures) {
  const std::uint32_t picture = open(cat());
  ask({{"do", "close"}, {"picture", picture}});
  ask({{"do", "draw"}, {"picture", picture}, {"settings", Json::object()}});
  EXPECT_EQ(error(), "no such picture is open");
}

TEST_F(StudioEngine, TellsWhatThereIs) {
  ask({{"do", "about"}});
  EXPECT_EQ(said_["presets"].size(), palette_presets().size());
  EXPECT_EQ(said_["paletteFormats"].size(), palette_formats().size());
  EXPECT_EQ(said_["dithers"][0]["name"], "none");
}

}  // namespace
}  // namespace kvant::studio

// What the HTML pages are made of.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/page/page.hpp"
#include "cli/page/page_data.hpp"
#include "cli/page/page_pictures.hpp"
#include "cli/page/studio_data.hpp"
#include "color/spatial_difference.hpp"
#include "kvant/aim.hpp"
#include "kvant/error.hpp"
#include "studio/base64.hpp"
#include "support/sample_pictures.hpp"

namespace kvant::cli {
namespace {

using Json = nlohmann::json;

std::string base64_of(std::string_view text) {
  return studio::base64(std::vector<std::uint8_t>(text.begin(), text.end()));
}

TEST(Base64, TheVectorsOfRfc4648) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_of("\xfb\xff\xbf"), "+/+/");
}

TEST(Page, HoldsNothingThatEndsItsScript) {
  if (!has_page()) {
    try {
      (void)fill_page("{}");
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::unsupported);
      EXPECT_NE(std::string(error.what()).find("scripts/page.sh"), std::string::npos);
    }
    return;
  }
  const std::string page = fill_page(R"({"name":"</script><!--<script>"})");
  EXPECT_NE(page.find(R"({"name":"\u003c/script>\u003c!--\u003cscript>"})"), std::string::npos);
  EXPECT_EQ(page.find("the data of the page goes here"), std::string::npos);
}

TEST(Studio, HoldsNothingThatEndsItsScript) {
  const std::string data = studio_data({{"</script><!--\".png", {'f', 'o', 'o'}}, {"b", {}}});
  EXPECT_EQ(data, R"([{"name":"\u003c/script>\u003c!--\".png","data":"Zm9v"},{"name":"b","data":""}])");
  EXPECT_EQ(studio_data({}), "[]");
  if (!has_studio()) {
    EXPECT_THROW(require_studio(), Error);
    EXPECT_THROW((void)fill_studio(data), Error);
    return;
  }
  const std::string page = fill_studio(data);
  EXPECT_NE(page.find(data), std::string::npos);
  EXPECT_EQ(page.find("the pictures go here"), std::string::npos);
}

// Files are encoded in pieces of 3 MiB.
TEST(Studio, HasLargeFilesWhole) {
  const std::vector<std::uint8_t> bytes((std::size_t{7} << 20U) + 1, 0x5a);
  EXPECT_EQ(studio_data({{"a", bytes}}), R"([{"name":"a","data":")" + studio::base64(bytes) + "\"}]");
}

class PageData : public testing::Test {
 protected:
  PageData() {
    in_.image = test::make_picture(test::Scene::photo, 40, 30, 3, 8, 1);
    in_.format = Format::png;
    in_.bytes = 3000;
  }

  [[nodiscard]] ReportSource source() const {
    return {"a <b>.png", in_, options_, {{"Draws it", "kvant 'a <b>.png'"}}};
  }

  ReadResult in_;
  QuantizeOptions options_{.colors = 6};
};

TEST_F(PageData, OfAReport) {
  const Json data = Json::parse(report_data(source()));
  EXPECT_EQ(data["kind"], "report");
  EXPECT_EQ(data["name"], "a <b>.png");
  EXPECT_EQ(data["palette"].size(), 6U);
  std::uint64_t pixels = 0;
  for (const Json& entry : data["palette"]) pixels += entry["pixels"].get<std::uint64_t>();
  EXPECT_EQ(pixels, 1200U);
  EXPECT_EQ(data["elbow"]["colors"].size(), 64U);
  EXPECT_EQ(data["elbow"]["explained"].front(), 0);
  EXPECT_EQ(data["sizes"].front()["bytes"], 3000);
  EXPECT_EQ(data["sizes"].front()["spatialDeltaE"], 0);
  EXPECT_EQ(data["pictures"]["reduction"], 1);
  EXPECT_LE(data["errors"]["median"], data["errors"]["percentile95"]);
  EXPECT_LE(data["errors"]["percentile95"], data["errors"]["most"]);
  EXPECT_EQ(data["commands"][0]["line"], "kvant 'a <b>.png'");

  const QuantizeResult drawn = quantize(in_.image, options_);
  EXPECT_EQ(data["outputBytes"], encode_image(drawn.image, Format::png).size());
  EXPECT_NEAR(data["psnr"].get<double>(), drawn.psnr, 1e-4);
  EXPECT_NEAR(data["deltaE"].get<double>(), drawn.mean_delta_e, 1e-4);
  Workers workers(1);
  const double seen = spatial_difference(see(in_.image, workers), drawn.image, workers);
  for (std::size_t i = 1; i < data["sizes"].size(); ++i) {
    EXPECT_NEAR(data["sizes"][i]["deltaE"].get<double>(), drawn.mean_delta_e, 1e-4);
    EXPECT_NEAR(data["sizes"][i]["spatialDeltaE"].get<double>(), seen, 1e-4);
  }
}

TEST_F(PageData, IsTheSameOnAnyNumberOfThreads) {
  options_.threads = 1;
  const std::string one = report_data(source());
  options_.threads = 3;
  EXPECT_EQ(report_data(source()), one);
}

TEST_F(PageData, OfACloud) {
  Workers workers(1);
  const ColorHistogram histogram = count_colors(in_.image, workers);
  const FittedPalette fitted = fit_palette(histogram, options_, workers);
  const Json data = Json::parse(cloud_data(make_point_cloud(histogram, fitted, CloudAxes::rgb, 100), "a.png", {}));
  EXPECT_EQ(data["kind"], "cloud");
  EXPECT_EQ(data["cloud"]["axes"], "rgb");
  EXPECT_EQ(data["cloud"]["distinctColors"], histogram.size());
  EXPECT_EQ(data["cloud"]["colors"].get<std::string>().size(), 400U);
  EXPECT_EQ(data["cloud"]["labels"].get<std::string>().size(), 268U);
  EXPECT_EQ(data["cloud"]["centers"].size(), 6U);
}

// As `kvant elbow` has it, where what is fully transparent has a color of its own from two colors on.
TEST_F(PageData, TheElbowIsThatOfTheColorCurve) {
  in_.image = test::make_picture(test::Scene::photo, 40, 30, 4, 8, 1);
  const Json elbow = Json::parse(report_data(source()))["elbow"];
  const Curve curve = color_curve(in_.image, options_, {.judged = false}).curve;
  ASSERT_EQ(elbow["inertia"].size(), curve.points.size());
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    EXPECT_EQ(elbow["colors"][i], curve.points[i].k);
    EXPECT_NEAR(elbow["inertia"][i].get<double>(), curve.points[i].inertia, 1e-4);
  }
}

// GIF, which cannot hold them, made the whole report fail.
TEST_F(PageData, OfSoftEdgesIsWithoutGif) {
  in_.image = test::make_picture(test::Scene::photo, 40, 30, 4, 8, 1);
  const Json sizes = Json::parse(report_data(source()))["sizes"];
  ASSERT_EQ(sizes.size(), 3U);
  EXPECT_EQ(sizes[1]["what"], "PNG");
  EXPECT_EQ(sizes[2]["what"], "WebP, lossless");
}

TEST_F(PageData, OfASingleColorHasNoElbow) {
  in_.image = {.width = 2, .height = 2, .samples = {}};
  in_.image.samples.resize(12);
  std::fill(in_.image.samples.begin(), in_.image.samples.end(), std::uint8_t{7});
  const Json data = Json::parse(report_data(source()));
  EXPECT_TRUE(data["elbow"].is_null());
  EXPECT_TRUE(data["psnr"].is_null());
}

TEST_F(PageData, OfAPictureWithoutAnythingToSee) {
  in_.image = {.width = 2, .height = 1, .channels = 4, .samples = {}};
  in_.image.samples.resize(8);
  std::fill(in_.image.samples.begin(), in_.image.samples.end(), std::uint8_t{0});
  const Json data = Json::parse(report_data(source()));
  EXPECT_EQ(data["cloud"]["distinctColors"], 0);
  EXPECT_EQ(data["palette"].size(), 1U);
}

TEST(PagePictures, OfManyPixelsAreReducedAndDrawnAgain) {
  const Image image = test::make_picture(test::Scene::blocks, 2000, 1601, 3, 8, 4);
  Workers workers(2);
  const ColorHistogram histogram = count_colors(image, workers);
  const FittedPalette fitted = fit_palette(histogram, {.colors = 4}, workers);
  const PagePictures pictures = draw_page_pictures(image, histogram, fitted, Space::oklab, workers);
  EXPECT_EQ(pictures.reduction, 2U);
  EXPECT_EQ(pictures.width, 1000U);
  EXPECT_EQ(pictures.height, 801U);
  const Image after = decode_image(pictures.after).image;
  EXPECT_EQ(after.height, 801U);
  EXPECT_LE(count_colors(after, workers).size(), 4U);
}

}  // namespace
}  // namespace kvant::cli

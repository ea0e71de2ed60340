#include "studio/page_json.hpp"

#include <bit>
#include <cmath>

#include "kvant/palette.hpp"
#include "studio/base64.hpp"

namespace kvant::studio {

Json figure(double number) {
  if (!std::isfinite(number)) return nullptr;
  constexpr double digits = 1e4;
  return std::round(number * digits) / digits;
}

Json entries(const Palette& palette, const std::vector<std::uint64_t>& counts, std::uint64_t pixels) {
  Json list = Json::array();
  for (std::size_t i = 0; i < palette.size(); ++i) {
    list.push_back({{"hex", hex(palette[i])},
                    {"pixels", counts[i]},
                    {"share", static_cast<double>(counts[i]) / static_cast<double>(pixels)}});
  }
  return list;
}

Json cloud_json(const PointCloud& cloud) {
  std::vector<std::uint8_t> colors;
  std::vector<std::uint8_t> labels;
  std::vector<std::uint8_t> magnitudes;
  for (const PointCloud::Point& point : cloud.points) {
    colors.insert(colors.end(), {point.color.r, point.color.g, point.color.b});
    labels.push_back(static_cast<std::uint8_t>(point.center & 255U));
    labels.push_back(static_cast<std::uint8_t>(point.center >> 8U));
    magnitudes.push_back(static_cast<std::uint8_t>(std::bit_width(point.pixels) - 1));
  }
  Palette centers;
  std::vector<std::uint64_t> pixels;
  for (const PointCloud::Point& center : cloud.centers) {
    centers.push_back(center.color);
    pixels.push_back(center.pixels);
  }
  return {{"axes", axes_name(cloud.axes)},    {"distinctColors", cloud.distinct_colors},
          {"colors", base64(colors)},         {"labels", base64(labels)},
          {"magnitudes", base64(magnitudes)}, {"centers", entries(centers, pixels, cloud.pixels)}};
}

Json elbow_json(const Curve& curve) {
  if (curve.points.size() < 2) return nullptr;
  Json elbow = {{"colors", Json::array()}, {"inertia", Json::array()}, {"explained", Json::array()}};
  for (const CurvePoint& point : curve.points) {
    elbow["colors"].push_back(point.k);
    elbow["inertia"].push_back(figure(point.inertia));
    elbow["explained"].push_back(figure(point.variance_explained));
  }
  const std::optional<Elbow> found = find_elbow(curve);
  elbow["knee"] = found && found->clear ? Json(found->k) : Json(nullptr);
  return elbow;
}

}  // namespace kvant::studio

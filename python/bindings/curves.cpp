#include "curves.hpp"

#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"

namespace kvant::python {
namespace {

const char* name_of(Reason reason) {
  switch (reason) {
    case Reason::few_points:
      return "few points";
    case Reason::clear_elbow:
      return "clear elbow";
    case Reason::enough_variance:
      return "enough variance";
    case Reason::end_of_range:
      return "end of range";
  }
  return "";
}

template <class Number>
nb::object number_or_none(const std::optional<Number>& number) {
  return number ? nb::cast(*number) : nb::none();
}

}  // namespace

nb::dict to_dict(Curve curve, std::size_t dimensions) {
  const Choice choice = choose_k(curve);
  const std::optional<Elbow> elbow = find_elbow(curve);
  nb::dict result;
  const auto set = [&](const char* name, auto CurvePoint::*field) {
    std::vector<std::decay_t<decltype(curve.points[0].*field)>> values;
    for (const CurvePoint& point : curve.points) values.push_back(point.*field);
    const std::size_t count = values.size();
    using Value = typename decltype(values)::value_type;
    result[name] = to_array<Value>(std::move(values), {count});
  };
  set("k", &CurvePoint::k);
  set("inertia", &CurvePoint::inertia);
  set("variance_explained", &CurvePoint::variance_explained);
  set("calinski_harabasz", &CurvePoint::calinski_harabasz);
  set("bic", &CurvePoint::bic);
  set("simplified_silhouette", &CurvePoint::simplified_silhouette);
  nb::list centers;
  for (CurvePoint& point : curve.points) {
    centers.append(to_array<double>(std::move(point.centers), {point.k, dimensions}));
  }
  result["centers"] = centers;
  result["distinct_points"] = curve.distinct_points;
  result["choice"] = choice.k;
  result["reason"] = name_of(choice.reason);
  result["knee"] = number_or_none(find_knee(curve));
  result["elbow"] = elbow ? nb::cast(elbow->k) : nb::none();
  result["sharpness"] = elbow ? nb::cast(elbow->sharpness) : nb::none();
  return result;
}

}  // namespace kvant::python

#include "color/ciede2000_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "color/ciede2000_kernel.cpp"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

// Every operation here is correctly rounded and none is fused (Mul and Add, never MulAdd), so that all targets give the
// same bits. Angles are kept as (cosine, sine) pairs: the formula's multiples of the hue are then polynomials, and the
// only transcendental functions left are one exponential and one sine over small ranges.
HWY_BEFORE_NAMESPACE();
namespace kvant {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

HWY_INLINE V constant(double value) { return hn::Set(D(), static_cast<float>(value)); }

HWY_INLINE V multiply_add(V x, V y, V z) { return hn::Add(hn::Mul(x, y), z); }

// c[0] + x c[1] + x^2 c[2] + ...
template <std::size_t size>
HWY_INLINE V polynomial(V x, const double (&c)[size]) {
  V sum = constant(c[size - 1]);
  for (std::size_t i = size - 1; i-- > 0;) sum = multiply_add(sum, x, constant(c[i]));
  return sum;
}

// For x > 0, by Newton's method on x^(-1/3).
HWY_INLINE V cube_root(V x) {
  const D d;
  const hn::RebindToSigned<D> di;
  // The exponent divided by -3, mantissa as linear interpolation: within 4%.
  const V bits = hn::ConvertTo(d, hn::BitCast(di, x));
  V y = hn::BitCast(d, hn::ConvertTo(di, hn::Sub(constant(1.4199e9), hn::Mul(bits, constant(1.0 / 3.0)))));
  for (int step = 0; step < 3; ++step) {
    const V t = hn::Mul(hn::Mul(x, y), hn::Mul(y, y));
    y = hn::Mul(y, hn::Sub(constant(4.0 / 3.0), hn::Mul(t, constant(1.0 / 3.0))));
  }
  return hn::Mul(hn::Mul(x, y), y);
}

// CIELAB's compressed response to x / white.
HWY_INLINE V lab_response(V x) {
  const V threshold = constant(216.0 / 24389.0);
  const V line = multiply_add(x, constant(24389.0 / 27.0 / 116.0), constant(16.0 / 116.0));
  return hn::IfThenElse(hn::Gt(x, threshold), cube_root(hn::Max(x, threshold)), line);
}

// A function, not a lambda: nothing can capture a vector of SVE, whose size is not known when this is compiled.
HWY_INLINE V mixed(V r, V g, V b, double wr, double wg, double wb) {
  return multiply_add(r, constant(wr), multiply_add(g, constant(wg), hn::Mul(b, constant(wb))));
}

void lab_of_linear(const float* HWY_RESTRICT r_in, const float* HWY_RESTRICT g_in, const float* HWY_RESTRICT b_in,
                   std::size_t n, LabBlock& lab) {
  const D d;
  constexpr double xn = 0.4124564 + 0.3575761 + 0.1804375;
  constexpr double yn = 0.2126729 + 0.7151522 + 0.0721750;
  constexpr double zn = 0.0193339 + 0.1191920 + 0.9503041;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const V r = hn::Load(d, r_in + i);
    const V g = hn::Load(d, g_in + i);
    const V b = hn::Load(d, b_in + i);
    const V x = lab_response(mixed(r, g, b, 0.4124564 / xn, 0.3575761 / xn, 0.1804375 / xn));
    const V y = lab_response(mixed(r, g, b, 0.2126729 / yn, 0.7151522 / yn, 0.0721750 / yn));
    const V z = lab_response(mixed(r, g, b, 0.0193339 / zn, 0.1191920 / zn, 0.9503041 / zn));
    hn::Store(hn::Sub(hn::Mul(y, constant(116)), constant(16)), d, lab.L.data() + i);
    hn::Store(hn::Mul(hn::Sub(x, y), constant(500)), d, lab.a.data() + i);
    hn::Store(hn::Mul(hn::Sub(y, z), constant(200)), d, lab.b.data() + i);
  }
}

// sqrt(c^7 / (c^7 + 25^7))
HWY_INLINE V chroma_saturation(V c) {
  const V c2 = hn::Mul(c, c);
  const V c7 = hn::Mul(hn::Mul(c2, c2), hn::Mul(c2, c));
  return hn::Sqrt(hn::Div(c7, hn::Add(c7, constant(6103515625.0))));
}

// e^-x for x in 0..80.
HWY_INLINE V exp_negative(V x) {
  const D d;
  const hn::RebindToSigned<D> di;
  const V power = hn::Mul(x, constant(-1.4426950408889634));
  const V whole = hn::Round(power);
  const V two_to_fraction = polynomial(hn::Sub(power, whole), {1, 0.69314718056, 0.24022650696, 0.05550410866,
                                                               0.00961812911, 0.00133335581, 0.00015403530});
  const auto exponent = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, whole), hn::Set(di, 127)));
  return hn::Mul(two_to_fraction, hn::BitCast(d, exponent));
}

// sin(2 delta theta) of the rotation term: delta theta = 30 deg * exp(-((hue - 275 deg) / 25 deg)^2).
HWY_INLINE V rotation(V cos_hue, V sin_hue) {
  // With q = 1 - cos(hue - 275 deg), the angle squared is 4 asin(sqrt(q / 2))^2, a power series in q. Beyond 90
  // degrees the exponential is below 3e-6, and taken as that.
  const V q = hn::Min(hn::Sub(constant(1), multiply_add(cos_hue, constant(0.08715574274765817),
                                                        hn::Mul(sin_hue, constant(-0.9961946980917455)))),
                      constant(1));
  const V angle2 = hn::Mul(
      q, polynomial(q, {2, 1.0 / 3, 4.0 / 45, 1.0 / 35, 64.0 / 6300, 128.0 / 33264, 256.0 / 168168, 512.0 / 823680}));
  // 2 * 30 degrees and 25 degrees in radians.
  const V x = hn::Mul(
      constant(1.0471975511965976),
      exp_negative(hn::Mul(hn::Max(angle2, constant(0)), constant(1.0 / (0.4363323129985824 * 0.4363323129985824)))));
  return hn::Mul(x, polynomial(hn::Mul(x, x), {1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880}));
}

// The formula's T, from the hue's cosine and sine.
HWY_INLINE V hue_weight(V c, V s) {
  const V c2 = hn::Sub(hn::Mul(c, c), hn::Mul(s, s));
  const V s2 = hn::Mul(constant(2), hn::Mul(c, s));
  const V c3 = hn::Sub(hn::Mul(c2, c), hn::Mul(s2, s));
  const V s3 = multiply_add(s2, c, hn::Mul(c2, s));
  const V c4 = hn::Sub(hn::Mul(c2, c2), hn::Mul(s2, s2));
  const V s4 = hn::Mul(constant(2), hn::Mul(c2, s2));
  V t = constant(1);
  t = multiply_add(c, constant(-0.17 * 0.8660254037844387), t);
  t = multiply_add(s, constant(-0.17 * 0.5), t);
  t = multiply_add(c2, constant(0.24), t);
  t = multiply_add(c3, constant(0.32 * 0.9945218953682733), t);
  t = multiply_add(s3, constant(-0.32 * 0.10452846326765347), t);
  t = multiply_add(c4, constant(-0.20 * 0.45399049973954675), t);
  return multiply_add(s4, constant(-0.20 * 0.8910065241883679), t);
}

HWY_INLINE V ciede2000(V l1, V a1, V b1, V l2, V a2, V b2) {
  const D d;
  const V half = constant(0.5);
  const V one = constant(1);
  const V tiny = constant(1e-30);
  const auto length = [](V x, V y) HWY_ATTR { return hn::Sqrt(multiply_add(x, x, hn::Mul(y, y))); };

  const V mean_chroma = hn::Mul(half, hn::Add(length(a1, b1), length(a2, b2)));
  const V stretch = hn::Sub(constant(1.5), hn::Mul(half, chroma_saturation(mean_chroma)));
  a1 = hn::Mul(a1, stretch);
  a2 = hn::Mul(a2, stretch);
  const V c1 = length(a1, b1);
  const V c2 = length(a2, b2);
  const V c = hn::Mul(half, hn::Add(c1, c2));

  // 2 sqrt(c1 c2) sin(dh / 2) without the angle: from the cross product, or for obtuse angles from the dot product, so
  // that nothing cancels.
  const V product = hn::Mul(c1, c2);
  const V dot = multiply_add(a1, a2, hn::Mul(b1, b2));
  const V cross = hn::Sub(hn::Mul(a1, b2), hn::Mul(a2, b1));
  const V acute = hn::Div(cross, hn::Sqrt(hn::Max(hn::Mul(half, hn::Add(product, dot)), tiny)));
  const V obtuse = hn::CopySign(hn::Sqrt(hn::Max(hn::Mul(constant(2), hn::Sub(product, dot)), tiny)), cross);
  const auto is_obtuse = hn::Lt(dot, hn::Zero(d));
  const V delta_hue = hn::IfThenElse(is_obtuse, obtuse, acute);

  // The mean hue halves the angle between the two: along the sum of their unit vectors, or for obtuse angles across the
  // difference, towards the shorter way around. For grays it is anything: delta_hue is 0 there.
  const V x1 = hn::Mul(a1, c2);
  const V y1 = hn::Mul(b1, c2);
  const V x2 = hn::Mul(a2, c1);
  const V y2 = hn::Mul(b2, c1);
  const V turn = hn::CopySign(one, cross);
  const V sum_a = hn::IfThenElse(is_obtuse, hn::Mul(turn, hn::Sub(y2, y1)), hn::Add(x1, x2));
  const V sum_b = hn::IfThenElse(is_obtuse, hn::Mul(turn, hn::Sub(x1, x2)), hn::Add(y1, y2));
  const V norm = hn::Div(one, hn::Max(length(sum_a, sum_b), tiny));
  const V cos_hue = hn::Mul(sum_a, norm);
  const V sin_hue = hn::Mul(sum_b, norm);

  const V l = hn::Sub(hn::Mul(half, hn::Add(l1, l2)), constant(50));
  const V l_squared = hn::Mul(l, l);
  const V weight_l = multiply_add(constant(0.015), hn::Div(l_squared, hn::Sqrt(hn::Add(l_squared, constant(20)))), one);
  const V weight_c = multiply_add(constant(0.045), c, one);
  const V weight_h = multiply_add(hn::Mul(constant(0.015), c), hue_weight(cos_hue, sin_hue), one);
  const V rotated = hn::Mul(hn::Mul(constant(-2), chroma_saturation(c)), rotation(cos_hue, sin_hue));

  const V dl = hn::Div(hn::Sub(l2, l1), weight_l);
  const V dc = hn::Div(hn::Sub(c2, c1), weight_c);
  const V dh = hn::Div(delta_hue, weight_h);
  const V squares = hn::Add(multiply_add(dl, dl, hn::Mul(dc, dc)), hn::Mul(dh, dh));
  return hn::Sqrt(hn::Max(multiply_add(rotated, hn::Mul(dc, dh), squares), hn::Zero(d)));
}

void ciede2000_of_labs(const LabBlock& p, const LabBlock& q, std::size_t n, float* HWY_RESTRICT differences) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    hn::Store(ciede2000(hn::Load(d, p.L.data() + i), hn::Load(d, p.a.data() + i), hn::Load(d, p.b.data() + i),
                        hn::Load(d, q.L.data() + i), hn::Load(d, q.a.data() + i), hn::Load(d, q.b.data() + i)),
              d, differences + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace kvant
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {
namespace {
HWY_EXPORT(lab_of_linear);
HWY_EXPORT(ciede2000_of_labs);
}  // namespace

void lab_of_linear(const float* r, const float* g, const float* b, std::size_t n, LabBlock& lab) {
  HWY_DYNAMIC_DISPATCH(lab_of_linear)(r, g, b, n, lab);
}

void ciede2000_of_labs(const LabBlock& p, const LabBlock& q, std::size_t n, float* differences) {
  HWY_DYNAMIC_DISPATCH(ciede2000_of_labs)(p, q, n, differences);
}

}  // namespace kvant
#endif  // HWY_ONCE

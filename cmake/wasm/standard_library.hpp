// What kvant uses of C++20 and the standard library that comes with Debian's emscripten (libc++ 13) lacks. Included
// before everything else, there only; a newer one brings its own.
#pragma once

#include <version>

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 14000

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdio>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>

// NOLINTBEGIN(cert-dcl58-cpp): that is what it is for.
namespace std {

template <class To, class From>
constexpr To bit_cast(const From& from) noexcept {
  return __builtin_bit_cast(To, from);
}

template <class T>
requires is_unbounded_array_v<T> unique_ptr<T> make_unique_for_overwrite(size_t count) {
  return unique_ptr<T>(new remove_extent_t<T>[count]);
}

constexpr bool is_neq(partial_ordering order) noexcept { return order != 0; }
constexpr bool is_eq(partial_ordering order) noexcept { return order == 0; }

/// Of the general format only; the page never changes the locale.
inline to_chars_result to_chars(char* first, char* last, double value, chars_format /*general*/, int precision) {
  const int length = snprintf(first, static_cast<size_t>(last - first), "%.*g", precision, value);
  return {first + length, errc()};
}

struct identity_of_range {
  template <class T>
  constexpr T&& operator()(T&& value) const noexcept {
    return static_cast<T&&>(value);
  }
};

namespace ranges {

template <class Range, class Compare = std::less<void>, class Projection = identity_of_range>
void sort(Range&& range, Compare compare = {}, Projection project = {}) {
  std::sort(std::begin(range), std::end(range), [&](const auto& a, const auto& b) {
    return std::invoke(compare, std::invoke(project, a), std::invoke(project, b));
  });
}

template <class Range, class Output>
void copy(Range&& range, Output to) {
  std::copy(std::begin(range), std::end(range), to);
}

template <class Range, class Predicate, class Projection = identity_of_range>
auto find_if(Range&& range, Predicate predicate, Projection project = {}) {
  return std::find_if(std::begin(range), std::end(range),
                      [&](const auto& item) { return std::invoke(predicate, std::invoke(project, item)); });
}

template <class Range, class T, class Projection = identity_of_range>
auto find(Range&& range, const T& value, Projection project = {}) {
  return ranges::find_if(
      range, [&](const auto& item) { return item == value; }, project);
}

template <class Range, class Predicate, class Projection = identity_of_range>
auto count_if(Range&& range, Predicate predicate, Projection project = {}) {
  return std::count_if(std::begin(range), std::end(range),
                       [&](const auto& item) { return std::invoke(predicate, std::invoke(project, item)); });
}

template <class Range, class T, class Projection = identity_of_range>
auto count(Range&& range, const T& value, Projection project = {}) {
  return ranges::count_if(
      range, [&](const auto& item) { return item == value; }, project);
}

template <class Range, class Predicate, class Projection = identity_of_range>
bool any_of(Range&& range, Predicate predicate, Projection project = {}) {
  return ranges::find_if(range, predicate, project) != std::end(range);
}

template <class Range, class Predicate, class Projection = identity_of_range>
bool all_of(Range&& range, Predicate predicate, Projection project = {}) {
  return !ranges::any_of(
      range, [&](const auto& item) { return !std::invoke(predicate, item); }, project);
}

template <class Range, class Compare = std::less<void>, class Projection = identity_of_range>
auto minmax(Range&& range, Compare compare = {}, Projection project = {}) {
  struct Result {
    std::remove_cvref_t<decltype(*std::begin(range))> min, max;
  };
  const auto [least, most] = std::minmax_element(std::begin(range), std::end(range), [&](const auto& a, const auto& b) {
    return std::invoke(compare, std::invoke(project, a), std::invoke(project, b));
  });
  return Result{*least, *most};
}

}  // namespace ranges
}  // namespace std
// NOLINTEND(cert-dcl58-cpp)

#endif

// A page to draw on, and the bytes of the file that it becomes. The only part that knows Cairo, which is loaded with
// the first canvas.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/image.hpp"

namespace kvant {

enum class PlotFormat { png, svg };

/// sRGB and opacity, 0..1 each.
struct Ink {
  double r = 0;
  double g = 0;
  double b = 0;
  double a = 1;

  [[nodiscard]] Ink with_opacity(double opacity) const { return {r, g, b, opacity}; }
};

/// The color, opaque.
[[nodiscard]] Ink ink_of(const Color& color);

/// `part` of b, the rest of a.
[[nodiscard]] Ink mix(const Ink& a, const Ink& b, double part);

struct TextStyle {
  enum class Anchor { start, middle, end };

  Ink ink;
  double size = 12;
  bool bold = false;
  Anchor anchor = Anchor::start;
  double turn = 0;  ///< radians, clockwise around the point where the text is put
};

class Canvas {
 public:
  /// Width and height in units, one of which is a CSS pixel in SVG and `pixels_per_unit` pixels in PNG.
  /// Throws Error(unsupported) if Cairo cannot be loaded.
  Canvas(PlotFormat format, double width, double height, double pixels_per_unit = 2);
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  ~Canvas();

  [[nodiscard]] double width() const;
  [[nodiscard]] double height() const;

  void paint(const Ink& ink);

  // What is added to the path until fill() or stroke() draws and ends it. x goes right, y down.
  void move_to(double x, double y);
  void line_to(double x, double y);
  void close_path();
  void circle(double x, double y, double radius);
  void rectangle(double x, double y, double width, double height);
  void fill(const Ink& ink);
  /// `dash`: length of dashes and of the gaps between them; 0: none.
  void stroke(const Ink& ink, double line_width, double dash = 0);

  /// A straight line.
  void line(double x0, double y0, double x1, double y1, const Ink& ink, double line_width, double dash = 0);
  /// A ball lit from the upper left.
  void ball(double x, double y, double radius, const Ink& ink);

  /// UTF-8 text on its baseline.
  void text(double x, double y, const std::string& text, const TextStyle& style);
  [[nodiscard]] double text_width(const std::string& text, const TextStyle& style);

  /// Ends the drawing and returns the file. An SVG file gets the title and the description for those who do not see it.
  /// Throws Error(io) if Cairo failed on the way.
  [[nodiscard]] std::vector<std::uint8_t> finish(std::string_view title, std::string_view description);

 private:
  struct Surface;
  std::unique_ptr<Surface> surface_;
};

}  // namespace kvant

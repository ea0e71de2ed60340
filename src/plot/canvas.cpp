#include "plot/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <numbers>
#include <utility>

#include "kvant/error.hpp"
#include "plot/cairo.hpp"

namespace kvant {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// The library calls this from C: nothing may be thrown through it.
cairo_status_t append(void* out, const unsigned char* data, unsigned size) noexcept {
  try {
    auto& bytes = *static_cast<Bytes*>(out);
    bytes.insert(bytes.end(), data, data + size);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

void require(cairo_status_t status) {
  if (status == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
  if (status != CAIRO_STATUS_SUCCESS) {
    throw Error(ErrorCode::io, std::string("drawing failed: ") + cairo().cairo_status_to_string(status));
  }
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      default:
        // XML has no other control characters.
        safe += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
    }
  }
  return safe;
}

/// Takes out the name that Cairo gives the page, which nothing refers to: it counts the pages that the program has
/// drawn.
void forget_name(Bytes& svg) {
  constexpr std::string_view group = "<g id=\"surface";
  const auto found = std::search(svg.begin(), svg.end(), group.begin(), group.end());
  if (found != svg.end()) svg.erase(found + 2, std::find(found, svg.end(), '>'));
}

/// Puts the texts behind the opening tag of the drawing.
void describe(Bytes& svg, std::string_view title, std::string_view description) {
  constexpr std::string_view opening = "<svg ";
  const auto tag = std::search(svg.begin(), svg.end(), opening.begin(), opening.end());
  const auto end = std::find(tag, svg.end(), '>');
  if (end == svg.end()) throw Error(ErrorCode::io, "drawing failed: Cairo wrote no SVG");
  const std::string texts = "\n<title>" + escaped(title) + "</title>\n<desc>" + escaped(description) + "</desc>";
  svg.insert(end + 1, texts.begin(), texts.end());
}

}  // namespace

Ink ink_of(const Color& color) { return {color.r / 255.0, color.g / 255.0, color.b / 255.0, 1}; }

Ink mix(const Ink& a, const Ink& b, double part) {
  const auto between = [part](double from, double to) { return from + (to - from) * part; };
  return {between(a.r, b.r), between(a.g, b.g), between(a.b, b.b), between(a.a, b.a)};
}

struct Canvas::Surface {
  Surface(PlotFormat file_format, double page_width, double page_height, double pixels_per_unit)
      : format(file_format), width(page_width), height(page_height) {
    const Cairo& c = cairo();
    if (format == PlotFormat::svg) {
      surface = c.cairo_svg_surface_create_for_stream(append, &bytes, width, height);
      c.cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    } else {
      surface = c.cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(width * pixels_per_unit)),
                                             static_cast<int>(std::lround(height * pixels_per_unit)));
    }
    context = c.cairo_create(surface);
    if (format == PlotFormat::png) c.cairo_scale(context, pixels_per_unit, pixels_per_unit);
    c.cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
    c.cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    // Text of one look whatever the desktop's settings are.
    cairo_font_options_t* options = c.cairo_font_options_create();
    c.cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    c.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    c.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    c.cairo_set_font_options(context, options);
    c.cairo_font_options_destroy(options);
  }
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;
  ~Surface() {  // NOLINT(bugprone-exception-escape): what cairo() loads was loaded by the constructor
    cairo().cairo_destroy(context);
    cairo().cairo_surface_destroy(surface);
  }

  void set_ink(const Ink& ink) const { cairo().cairo_set_source_rgba(context, ink.r, ink.g, ink.b, ink.a); }

  void set_font(const TextStyle& style) const {
    cairo().cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                                   style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo().cairo_set_font_size(context, style.size);
  }

  PlotFormat format;
  double width;
  double height;
  Bytes bytes;
  cairo_surface_t* surface = nullptr;
  cairo_t* context = nullptr;
};

Canvas::Canvas(PlotFormat format, double width, double height, double pixels_per_unit)
    : surface_(std::make_unique<Surface>(format, width, height, pixels_per_unit)) {}

Canvas::~Canvas() = default;

double Canvas::width() const { return surface_->width; }
double Canvas::height() const { return surface_->height; }

void Canvas::paint(const Ink& ink) {
  surface_->set_ink(ink);
  cairo().cairo_paint(surface_->context);
}

void Canvas::move_to(double x, double y) { cairo().cairo_move_to(surface_->context, x, y); }
void Canvas::line_to(double x, double y) { cairo().cairo_line_to(surface_->context, x, y); }
void Canvas::close_path() { cairo().cairo_close_path(surface_->context); }

void Canvas::circle(double x, double y, double radius) {
  cairo().cairo_new_sub_path(surface_->context);
  cairo().cairo_arc(surface_->context, x, y, radius, 0, 2 * std::numbers::pi);
}

void Canvas::rectangle(double x, double y, double width, double height) {
  cairo().cairo_rectangle(surface_->context, x, y, width, height);
}

void Canvas::fill(const Ink& ink) {
  surface_->set_ink(ink);
  cairo().cairo_fill(surface_->context);
}

void Canvas::stroke(const Ink& ink, double line_width, double dash) {
  surface_->set_ink(ink);
  cairo().cairo_set_line_width(surface_->context, line_width);
  cairo().cairo_set_dash(surface_->context, &dash, dash > 0 ? 1 : 0, 0);
  cairo().cairo_stroke(surface_->context);
}

void Canvas::line(double x0, double y0, double x1, double y1, const Ink& ink, double line_width, double dash) {
  move_to(x0, y0);
  line_to(x1, y1);
  stroke(ink, line_width, dash);
}

void Canvas::ball(double x, double y, double radius, const Ink& ink) {
  const Cairo& c = cairo();
  const Ink white{1, 1, 1};
  const Ink black{0, 0, 0};
  const double light = radius * 0.38;
  cairo_pattern_t* shade =
      c.cairo_pattern_create_radial(x - light, y - light, 0, x - light * 0.4, y - light * 0.4, radius * 1.15);
  const auto stop = [&](double place, const Ink& at) {
    c.cairo_pattern_add_color_stop_rgba(shade, place, at.r, at.g, at.b, ink.a);
  };
  stop(0, mix(ink, white, 0.45));
  stop(0.3, mix(ink, white, 0.08));
  stop(0.6, ink);
  stop(1, mix(ink, black, 0.38));
  circle(x, y, radius);
  c.cairo_set_source(surface_->context, shade);
  c.cairo_fill(surface_->context);
  c.cairo_pattern_destroy(shade);
}

double Canvas::text_width(const std::string& text, const TextStyle& style) {
  surface_->set_font(style);
  cairo_text_extents_t extents;
  cairo().cairo_text_extents(surface_->context, text.c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
  const Cairo& c = cairo();
  cairo_t* context = surface_->context;
  double before = 0;
  if (style.anchor != TextStyle::Anchor::start) before = text_width(text, style);
  if (style.anchor == TextStyle::Anchor::middle) before /= 2;
  surface_->set_font(style);
  c.cairo_save(context);
  c.cairo_translate(context, x, y);
  c.cairo_rotate(context, style.turn);
  c.cairo_move_to(context, -before, 0);
  surface_->set_ink(style.ink);
  c.cairo_show_text(context, text.c_str());
  c.cairo_restore(context);
  c.cairo_new_path(context);  // which the end of the text would otherwise start
}

std::vector<std::uint8_t> Canvas::finish(std::string_view title, std::string_view description) {
  const Cairo& c = cairo();
  require(c.cairo_status(surface_->context));
  Bytes& bytes = surface_->bytes;
  if (surface_->format == PlotFormat::png) {
    require(c.cairo_surface_write_to_png_stream(surface_->surface, append, &bytes));
  }
  c.cairo_surface_finish(surface_->surface);
  require(c.cairo_surface_status(surface_->surface));
  if (surface_->format == PlotFormat::svg) {
    forget_name(bytes);
    describe(bytes, title, description);
  }
  return std::move(bytes);
}

}  // namespace kvant

// The functions of Cairo that the canvas uses, by their own names, from the library that is loaded at the first use.
#pragma once

#include <cairo-svg.h>
#include <cairo.h>

#include "loading/shared_library.hpp"

namespace kvant {

struct Cairo {
  SharedLibrary library{KVANT_CAIRO_SONAME, "to draw plots"};

  decltype(::cairo_arc)* cairo_arc = library["cairo_arc"];
  decltype(::cairo_close_path)* cairo_close_path = library["cairo_close_path"];
  decltype(::cairo_create)* cairo_create = library["cairo_create"];
  decltype(::cairo_destroy)* cairo_destroy = library["cairo_destroy"];
  decltype(::cairo_fill)* cairo_fill = library["cairo_fill"];
  decltype(::cairo_line_to)* cairo_line_to = library["cairo_line_to"];
  decltype(::cairo_move_to)* cairo_move_to = library["cairo_move_to"];
  decltype(::cairo_new_path)* cairo_new_path = library["cairo_new_path"];
  decltype(::cairo_new_sub_path)* cairo_new_sub_path = library["cairo_new_sub_path"];
  decltype(::cairo_paint)* cairo_paint = library["cairo_paint"];
  decltype(::cairo_rectangle)* cairo_rectangle = library["cairo_rectangle"];
  decltype(::cairo_restore)* cairo_restore = library["cairo_restore"];
  decltype(::cairo_rotate)* cairo_rotate = library["cairo_rotate"];
  decltype(::cairo_save)* cairo_save = library["cairo_save"];
  decltype(::cairo_scale)* cairo_scale = library["cairo_scale"];
  decltype(::cairo_set_dash)* cairo_set_dash = library["cairo_set_dash"];
  decltype(::cairo_set_line_cap)* cairo_set_line_cap = library["cairo_set_line_cap"];
  decltype(::cairo_set_line_join)* cairo_set_line_join = library["cairo_set_line_join"];
  decltype(::cairo_set_line_width)* cairo_set_line_width = library["cairo_set_line_width"];
  decltype(::cairo_set_source)* cairo_set_source = library["cairo_set_source"];
  decltype(::cairo_set_source_rgba)* cairo_set_source_rgba = library["cairo_set_source_rgba"];
  decltype(::cairo_status)* cairo_status = library["cairo_status"];
  decltype(::cairo_status_to_string)* cairo_status_to_string = library["cairo_status_to_string"];
  decltype(::cairo_stroke)* cairo_stroke = library["cairo_stroke"];
  decltype(::cairo_translate)* cairo_translate = library["cairo_translate"];

  decltype(::cairo_font_options_create)* cairo_font_options_create = library["cairo_font_options_create"];
  decltype(::cairo_font_options_destroy)* cairo_font_options_destroy = library["cairo_font_options_destroy"];
  decltype(::cairo_font_options_set_antialias)* cairo_font_options_set_antialias =
      library["cairo_font_options_set_antialias"];
  decltype(::cairo_font_options_set_hint_metrics)* cairo_font_options_set_hint_metrics =
      library["cairo_font_options_set_hint_metrics"];
  decltype(::cairo_font_options_set_hint_style)* cairo_font_options_set_hint_style =
      library["cairo_font_options_set_hint_style"];
  decltype(::cairo_select_font_face)* cairo_select_font_face = library["cairo_select_font_face"];
  decltype(::cairo_set_font_options)* cairo_set_font_options = library["cairo_set_font_options"];
  decltype(::cairo_set_font_size)* cairo_set_font_size = library["cairo_set_font_size"];
  decltype(::cairo_show_text)* cairo_show_text = library["cairo_show_text"];
  decltype(::cairo_text_extents)* cairo_text_extents = library["cairo_text_extents"];

  decltype(::cairo_pattern_add_color_stop_rgba)* cairo_pattern_add_color_stop_rgba =
      library["cairo_pattern_add_color_stop_rgba"];
  decltype(::cairo_pattern_create_radial)* cairo_pattern_create_radial = library["cairo_pattern_create_radial"];
  decltype(::cairo_pattern_destroy)* cairo_pattern_destroy = library["cairo_pattern_destroy"];

  decltype(::cairo_image_surface_create)* cairo_image_surface_create = library["cairo_image_surface_create"];
  decltype(::cairo_surface_destroy)* cairo_surface_destroy = library["cairo_surface_destroy"];
  decltype(::cairo_surface_finish)* cairo_surface_finish = library["cairo_surface_finish"];
  decltype(::cairo_surface_status)* cairo_surface_status = library["cairo_surface_status"];
  decltype(::cairo_surface_write_to_png_stream)* cairo_surface_write_to_png_stream =
      library["cairo_surface_write_to_png_stream"];
  decltype(::cairo_svg_surface_create_for_stream)* cairo_svg_surface_create_for_stream =
      library["cairo_svg_surface_create_for_stream"];
  decltype(::cairo_svg_surface_set_document_unit)* cairo_svg_surface_set_document_unit =
      library["cairo_svg_surface_set_document_unit"];
};

/// Throws Error(unsupported) if Cairo is not there.
inline const Cairo& cairo() {
  static const Cairo functions;
  return functions;
}

}  // namespace kvant

// The colors of plots: quiet ones, so that those of the picture speak.
#pragma once

#include "plot/canvas.hpp"

namespace kvant {

struct Theme {
  Ink paper;    ///< behind everything
  Ink panel;    ///< behind data that has colors of its own
  Ink text;     ///< titles
  Ink quiet;    ///< labels
  Ink axis;     ///< lines that bound
  Ink grid;     ///< lines that guide the eye
  Ink lattice;  ///< the same on a panel
  Ink curve;    ///< data without a color of its own
  Ink accent;   ///< what to look at
};

[[nodiscard]] inline Theme theme(bool dark) {
  const auto ink = [](std::uint8_t r, std::uint8_t g, std::uint8_t b) { return ink_of({r, g, b}); };
  if (dark) {
    return {.paper = ink(0x17, 0x19, 0x1d),
            .panel = ink(0x22, 0x25, 0x2b),
            .text = ink(0xec, 0xed, 0xee),
            .quiet = ink(0x9d, 0xa3, 0xab),
            .axis = ink(0x5a, 0x60, 0x69),
            .grid = ink(0x2b, 0x2f, 0x36),
            .lattice = ink(0x35, 0x3a, 0x42),
            .curve = ink(0x8a, 0xb4, 0xe0),
            .accent = ink(0xff, 0x8a, 0x73)};
  }
  return {.paper = ink(0xff, 0xff, 0xff),
          .panel = ink(0xeb, 0xed, 0xf0),
          .text = ink(0x1d, 0x21, 0x27),
          .quiet = ink(0x66, 0x6d, 0x78),
          .axis = ink(0xa9, 0xae, 0xb6),
          .grid = ink(0xec, 0xed, 0xef),
          .lattice = ink(0xd8, 0xdb, 0xe0),
          .curve = ink(0x2c, 0x5d, 0x8f),
          .accent = ink(0xd2, 0x48, 0x3a)};
}

}  // namespace kvant

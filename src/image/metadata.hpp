// What files say beside their pixels: resolution, author and copyright.
#pragma once

#include "image/bytes.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// Read what a file that has been decoded says; what is damaged counts as missing. TIFF's decoder reads it itself.
void read_png_metadata(ByteView png, Metadata& metadata);
void read_jpeg_metadata(ByteView jpeg, Metadata& metadata);
void read_bmp_metadata(ByteView bmp, Metadata& metadata);

/// Put it into a file that has been encoded. TIFF's encoder writes it itself; GIF, WebP and PNM have no place for it.
void write_png_metadata(Bytes& png, const Metadata& metadata);
void write_jpeg_metadata(Bytes& jpeg, const Metadata& metadata);
void write_bmp_metadata(Bytes& bmp, const Metadata& metadata);

}  // namespace kvant

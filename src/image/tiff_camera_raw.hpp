// Camera raw files that are TIFFs.
#pragma once

#include "image/decoders.hpp"

namespace kvant {

/// Throws Error(unsupported) where a TIFF is a camera's raw file: libtiff would take its thumbnail for the picture.
void refuse_camera_raw(ByteView bytes);

}  // namespace kvant

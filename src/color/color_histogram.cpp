#include "color/color_histogram.hpp"

namespace kvant {

ColorHistogram count_colors(const Image& image, Workers& workers) {
  return image.channels == 3 && image.depth == 8 ? count_dense(image, workers) : count_sparse(image, workers);
}

}  // namespace kvant

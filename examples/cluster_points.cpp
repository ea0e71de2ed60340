// k-means on points that are no colors: visitors of a shop, by age and money spent, in three groups.
#include <array>
#include <cstdio>
#include <vector>

#include "kvant/kmeans.hpp"

int main() {
  // Row by row: age, money spent. A column of larger numbers counts for more; scale the columns if that is not meant.
  const std::vector<float> visitors = {18, 5,  21, 8,  19, 6,  20, 7,    // students
                                       35, 60, 38, 72, 41, 66, 36, 58,   // parents
                                       70, 20, 74, 25, 69, 22, 72, 19};  // grandparents
  // How often each of them came: weights count as that many equal points.
  const std::vector<float> visits = {3, 1, 1, 2, 1, 1, 2, 1, 4, 1, 1, 1};
  const kvant::KMeansResult result =
      kvant::kmeans({.coordinates = visitors, .dimensions = 2, .weights = visits}, {.clusters = 3});
  for (std::size_t i = 0; i < result.labels.size(); ++i) {
    std::printf("age %2.0f, spent %2.0f: group %u\n", double{visitors[2 * i]}, double{visitors[2 * i + 1]},
                result.labels[i]);
  }

  const std::array<float, 2> newcomer = {30, 55};
  std::printf("a newcomer of 30 who spent 55: group %u\n", kvant::predict({newcomer, 2}, result.centers)[0]);
}

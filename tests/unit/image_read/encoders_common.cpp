// Synthetic pictures, and the formats that need no library.
#include <lcms2.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

void put16(File& file, std::uint32_t value) {
  file.push_back(static_cast<std::uint8_t>(value));
  file.push_back(static_cast<std::uint8_t>(value >> 8));
}

void put32(File& file, std::uint32_t value) {
  put16(file, value & 0xffff);
  put16(file, value >> 16);
}

std::vector<std::uint8_t> save(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::vector<std::uint8_t> bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

}  // namespace

Image make_picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint32_t depth) {
  Image image;
  image.width = width;
  image.height = height;
  image.channels = channels;
  image.depth = depth;
  image.samples.resize(image.pixels() * channels * depth / 8);
  std::size_t at = 0;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t c = 0; c < channels; ++c) {
        std::uint32_t value = (c == 0 ? x * 65535 / width : c == 1 ? y * 65535 / height : (x + 2 * y) * 1999) & 0xffff;
        if (c == 3) value = x < width / 2 ? 65535 : (x * 4369 + y * 771) & 0xffff;
        if (depth == 16) {
          const auto wide = static_cast<std::uint16_t>(value);
          std::memcpy(image.samples.data() + 2 * at, &wide, 2);
        } else {
          image.samples[at] = static_cast<std::uint8_t>(value >> 8);
        }
        ++at;
      }
    }
  }
  return image;
}

File encode_bmp(const Image& image) {
  const std::uint32_t bits = image.channels * 8;
  const std::uint32_t row = (image.width * bits + 31) / 32 * 4;
  const std::uint32_t header = image.channels == 4 ? 108 : 40;
  File file = {'B', 'M'};
  put32(file, 14 + header + row * image.height);
  put32(file, 0);
  put32(file, 14 + header);
  put32(file, header);
  put32(file, image.width);
  put32(file, image.height);
  put16(file, 1);
  put16(file, bits);
  put32(file, image.channels == 4 ? 3 : 0);
  for (int i = 0; i < 5; ++i) put32(file, 0);
  if (header == 108) {
    for (std::uint32_t mask : {0x00ff0000U, 0x0000ff00U, 0x000000ffU, 0xff000000U}) put32(file, mask);
    file.resize(14 + 108);
  }
  for (std::uint32_t y = image.height; y-- > 0;) {
    const std::size_t start = file.size();
    for (std::uint32_t x = 0; x < image.width; ++x) {
      const std::uint8_t* pixel = image.samples.data() + (std::size_t{y} * image.width + x) * image.channels;
      file.insert(file.end(), {pixel[2], pixel[1], pixel[0]});
      if (image.channels == 4) file.push_back(pixel[3]);
    }
    file.resize(start + row);
  }
  return file;
}

File encode_pam(const Image& image) {
  const std::string header = "P7\nWIDTH " + std::to_string(image.width) + "\nHEIGHT " + std::to_string(image.height) +
                             "\nDEPTH " + std::to_string(image.channels) + "\nMAXVAL " +
                             (image.depth == 8 ? "255" : "65535") + "\nTUPLTYPE RGB\nENDHDR\n";
  File file(header.begin(), header.end());
  for (std::size_t i = 0; i < image.pixels() * image.channels; ++i) {
    const std::uint32_t value = sample(image, i);
    if (image.depth == 16) file.push_back(static_cast<std::uint8_t>(value >> 8));
    file.push_back(static_cast<std::uint8_t>(value));
  }
  return file;
}

std::vector<std::uint8_t> exif_block(int orientation) {
  std::vector<std::uint8_t> block = {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0};
  put32(block, 8);
  put16(block, 1);
  put16(block, 0x0112);
  put16(block, 3);
  put32(block, 1);
  put32(block, static_cast<std::uint32_t>(orientation));
  put32(block, 0);
  return block;
}

std::vector<std::uint8_t> p3_profile() {
  const cmsCIExyY white = {0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries = {{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
  const std::array<double, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, parameters.data());
  std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves.data());
  cmsFreeToneCurve(curve);
  return save(profile);
}

std::vector<std::uint8_t> srgb_profile() { return save(cmsCreate_sRGBProfile()); }

std::vector<std::uint8_t> linear_gray_profile() {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.0);
  const cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return save(profile);
}

}  // namespace kvant::test

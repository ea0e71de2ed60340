// AVIF and HEIC, with libheif, which is loaded when the first such file comes.
#include <libheif/heif.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/exif.hpp"
#include "image/heif_bounds.hpp"
#include "loading/shared_library.hpp"

namespace kvant {
namespace {

/// The functions of libheif that are used here, by their own names.
struct Heif {
  SharedLibrary library{KVANT_HEIF_SONAME, "to read AVIF and HEIC"};
  decltype(::heif_context_alloc)* heif_context_alloc = library["heif_context_alloc"];
  decltype(::heif_context_free)* heif_context_free = library["heif_context_free"];
  decltype(::heif_context_get_image_handle)* heif_context_get_image_handle = library["heif_context_get_image_handle"];
  decltype(::heif_context_get_list_of_top_level_image_IDs)* heif_context_get_list_of_top_level_image_IDs =
      library["heif_context_get_list_of_top_level_image_IDs"];
  decltype(::heif_context_get_number_of_top_level_images)* heif_context_get_number_of_top_level_images =
      library["heif_context_get_number_of_top_level_images"];
  decltype(::heif_context_get_primary_image_handle)* heif_context_get_primary_image_handle =
      library["heif_context_get_primary_image_handle"];
  decltype(::heif_context_get_primary_image_ID)* heif_context_get_primary_image_ID =
      library["heif_context_get_primary_image_ID"];
  decltype(::heif_context_read_from_memory_without_copy)* heif_context_read_from_memory_without_copy =
      library["heif_context_read_from_memory_without_copy"];
  decltype(::heif_context_set_maximum_image_size_limit)* heif_context_set_maximum_image_size_limit =
      library["heif_context_set_maximum_image_size_limit"];
  decltype(::heif_decode_image)* heif_decode_image = library["heif_decode_image"];
  decltype(::heif_image_get_bits_per_pixel_range)* heif_image_get_bits_per_pixel_range =
      library["heif_image_get_bits_per_pixel_range"];
  decltype(::heif_image_get_colorspace)* heif_image_get_colorspace = library["heif_image_get_colorspace"];
  decltype(::heif_image_get_height)* heif_image_get_height = library["heif_image_get_height"];
  decltype(::heif_image_get_nclx_color_profile)* heif_image_get_nclx_color_profile =
      library["heif_image_get_nclx_color_profile"];
  decltype(::heif_image_get_plane_readonly)* heif_image_get_plane_readonly = library["heif_image_get_plane_readonly"];
  decltype(::heif_image_get_width)* heif_image_get_width = library["heif_image_get_width"];
  decltype(::heif_image_handle_get_height)* heif_image_handle_get_height = library["heif_image_handle_get_height"];
  decltype(::heif_image_handle_get_luma_bits_per_pixel)* heif_image_handle_get_luma_bits_per_pixel =
      library["heif_image_handle_get_luma_bits_per_pixel"];
  decltype(::heif_image_handle_get_list_of_metadata_block_IDs)* heif_image_handle_get_list_of_metadata_block_IDs =
      library["heif_image_handle_get_list_of_metadata_block_IDs"];
  decltype(::heif_image_handle_get_metadata)* heif_image_handle_get_metadata =
      library["heif_image_handle_get_metadata"];
  decltype(::heif_image_handle_get_metadata_size)* heif_image_handle_get_metadata_size =
      library["heif_image_handle_get_metadata_size"];
  decltype(::heif_image_handle_get_nclx_color_profile)* heif_image_handle_get_nclx_color_profile =
      library["heif_image_handle_get_nclx_color_profile"];
  decltype(::heif_image_handle_get_raw_color_profile)* heif_image_handle_get_raw_color_profile =
      library["heif_image_handle_get_raw_color_profile"];
  decltype(::heif_image_handle_get_raw_color_profile_size)* heif_image_handle_get_raw_color_profile_size =
      library["heif_image_handle_get_raw_color_profile_size"];
  decltype(::heif_image_handle_get_width)* heif_image_handle_get_width = library["heif_image_handle_get_width"];
  decltype(::heif_image_handle_has_alpha_channel)* heif_image_handle_has_alpha_channel =
      library["heif_image_handle_has_alpha_channel"];
  decltype(::heif_image_handle_is_premultiplied_alpha)* heif_image_handle_is_premultiplied_alpha =
      library["heif_image_handle_is_premultiplied_alpha"];
  decltype(::heif_image_handle_release)* heif_image_handle_release = library["heif_image_handle_release"];
  decltype(::heif_image_release)* heif_image_release = library["heif_image_release"];
  decltype(::heif_nclx_color_profile_free)* heif_nclx_color_profile_free = library["heif_nclx_color_profile_free"];
};

const Heif& heif() {
  static const Heif functions;
  return functions;
}

struct Deleter {
  void operator()(heif_context* context) const { heif().heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif().heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif().heif_image_release(image); }
  void operator()(heif_color_profile_nclx* profile) const { heif().heif_nclx_color_profile_free(profile); }
};
using Context = std::unique_ptr<heif_context, Deleter>;
using Handle = std::unique_ptr<heif_image_handle, Deleter>;
using HeifImage = std::unique_ptr<heif_image, Deleter>;
using Nclx = std::unique_ptr<heif_color_profile_nclx, Deleter>;

void require(const heif_error& status) {
  if (status.code == heif_error_Ok) return;
  std::string reason = status.message ? status.message : "no reason is given";
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  if (status.subcode == heif_suberror_End_of_data) throw ends_early(Format::heif);
  if (status.code == heif_error_Memory_allocation_error) {
    throw Error(ErrorCode::limit, "is larger than the limits allow: " + reason);
  }
  if (status.code == heif_error_Unsupported_feature || status.code == heif_error_Unsupported_filetype) {
    throw Error(ErrorCode::unsupported, "is a kind of HEIF that is not read here: " + reason);
  }
  throw damaged(Format::heif, reason);
}

bool is_sequence(ByteView bytes) {
  if (bytes.size() < 12) return false;
  const std::string_view brand(reinterpret_cast<const char*>(bytes.data()) + 8, 4);
  return brand == "avis" || brand == "msf1" || brand == "hevc" || brand == "hevx";
}

/// libheif reads the still pictures of a file, not the frames of its film.
void refuse_sequence(ByteView bytes, const ReadOptions& options) {
  if (!is_sequence(bytes) || options.frame == 0U) return;
  if (options.frame) {
    throw Error(ErrorCode::unsupported, "is an animation of which only the still picture, --frame 0, can be read");
  }
  throw Error(ErrorCode::unsupported, "is an animation; --frame 0 takes its still picture");
}

/// `flaws`: of items that are not to be drawn.
Handle choose_image(const Context& context, ByteView bytes, const std::map<std::uint32_t, Error>& flaws,
                    const ReadOptions& options) {
  const int count = heif().heif_context_get_number_of_top_level_images(context.get());
  if (count < 1) throw damaged(Format::heif, "it holds no picture");
  heif_image_handle* handle = nullptr;
  heif_item_id id = 0;
  if (count == 1 || is_sequence(bytes)) {
    if (!is_sequence(bytes)) (void)choose_frame(1, options, "a collection", "picture");
    require(heif().heif_context_get_primary_image_handle(context.get(), &handle));
    (void)heif().heif_context_get_primary_image_ID(context.get(), &id);
  } else {
    const std::uint32_t index = choose_frame(static_cast<std::uint64_t>(count), options, "a collection", "picture");
    std::vector<heif_item_id> ids(static_cast<std::size_t>(count));
    heif().heif_context_get_list_of_top_level_image_IDs(context.get(), ids.data(), count);
    id = ids[index];
    require(heif().heif_context_get_image_handle(context.get(), id, &handle));
  }
  Handle chosen(handle);
  if (const auto flaw = flaws.find(id); flaw != flaws.end()) throw Error(flaw->second);
  return chosen;
}

bool is_adobe_rgb_by_exif(const Handle& handle) {
  heif_item_id block = 0;
  if (heif().heif_image_handle_get_list_of_metadata_block_IDs(handle.get(), "Exif", &block, 1) != 1) return false;
  std::vector<std::uint8_t> exif(heif().heif_image_handle_get_metadata_size(handle.get(), block));
  constexpr std::size_t offset_bytes = 4;  // before the block: how far behind them it begins
  if (exif.size() <= offset_bytes) return false;
  if (heif().heif_image_handle_get_metadata(handle.get(), block, exif.data()).code != heif_error_Ok) return false;
  const std::size_t offset =
      std::size_t{exif[0]} << 24 | std::size_t{exif[1]} << 16 | std::size_t{exif[2]} << 8 | exif[3];
  if (offset >= exif.size() - offset_bytes) return false;
  return read_exif(ByteView(exif).subspan(offset_bytes + offset)).adobe_rgb;
}

std::vector<ColorTag> colors_of(const Handle& handle) {
  std::vector<ColorTag> colors;
  const std::size_t size = heif().heif_image_handle_get_raw_color_profile_size(handle.get());
  if (size > 0) {
    IccProfile profile{std::vector<std::uint8_t>(size)};
    require(heif().heif_image_handle_get_raw_color_profile(handle.get(), profile.bytes.data()));
    colors.emplace_back(std::move(profile));
  }
  heif_color_profile_nclx* found = nullptr;
  const heif_error status = heif().heif_image_handle_get_nclx_color_profile(handle.get(), &found);
  const Nclx nclx(found);
  const bool tells = status.code == heif_error_Ok && nclx &&
                     (nclx->color_primaries != heif_color_primaries_unspecified ||
                      nclx->transfer_characteristics != heif_transfer_characteristic_unspecified);
  if (tells) {
    colors.emplace_back(CicpTag{.primaries = nclx->color_primaries, .transfer = nclx->transfer_characteristics});
  } else if (is_adobe_rgb_by_exif(handle)) {
    colors.emplace_back(AdobeRgbTag{});
  }
  return colors;
}

/// libheif keeps 10 or 12 bits in the low end of 16.
void widen(const std::uint8_t* from, std::uint8_t* to, std::size_t count, std::uint32_t bits) {
  const std::uint64_t top = (std::uint64_t{1} << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t value = 0;
    std::memcpy(&value, from + 2 * i, 2);
    value = static_cast<std::uint16_t>((std::min<std::uint64_t>(value, top) * 0xffff + top / 2) / top);
    std::memcpy(to + 2 * i, &value, 2);
  }
}

Image copy_pixels(const HeifImage& decoded, bool alpha, bool wide, const ReadOptions& options) {
  const int width = heif().heif_image_get_width(decoded.get(), heif_channel_interleaved);
  const int height = heif().heif_image_get_height(decoded.get(), heif_channel_interleaved);
  int stride = 0;
  const std::uint8_t* plane = heif().heif_image_get_plane_readonly(decoded.get(), heif_channel_interleaved, &stride);
  if (!plane || width < 1 || height < 1 || stride < 1) throw damaged(Format::heif, "it has no pixels");
  check_size(Format::heif, static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), options);
  Image image =
      make_image(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), alpha ? 4 : 3, wide ? 16 : 8);
  const int bits = heif().heif_image_get_bits_per_pixel_range(decoded.get(), heif_channel_interleaved);
  if (wide && (bits < 9 || bits > 16)) throw damaged(Format::heif, "it has no depth");
  const std::size_t samples = std::size_t{image.width} * image.channels;
  const std::size_t row = samples * image.depth / 8;
  for (std::size_t y = 0; y < image.height; ++y) {
    const std::uint8_t* from = plane + y * static_cast<std::size_t>(stride);
    if (wide) {
      widen(from, image.samples.data() + y * row, samples, static_cast<std::uint32_t>(bits));
    } else {
      std::copy_n(from, row, image.samples.data() + y * row);
    }
  }
  return image;
}

HeifImage decode(const Handle& handle, heif_colorspace space, heif_chroma layout) {
  heif_image* image = nullptr;
  const heif_error status = heif().heif_decode_image(handle.get(), &image, space, layout, nullptr);
  HeifImage decoded(image);
  require(status);
  return decoded;
}

/// Visits the samples of colors, as numbers of the image's depth.
template <class Sample, class Visit>
void for_pixels(Image& image, Visit visit) {
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i, samples += image.channels) visit(samples);
}

template <class Sample>
bool looks_gray(Image& image) {
  bool gray = true;
  for_pixels<Sample>(image, [&](const Sample* pixel) { gray &= pixel[0] == pixel[1] && pixel[1] == pixel[2]; });
  return gray;
}

/// libheif copies the only plane of a gray picture to all three, also where its values are of limited range. What the
/// plane is, the picture before the conversion tells.
void mend_gray(const Handle& handle, Picture& picture) {
  Image& image = picture.image;
  const bool wide = image.depth == 16;
  if (!(wide ? looks_gray<std::uint16_t>(image) : looks_gray<std::uint8_t>(image))) return;
  const HeifImage native = decode(handle, heif_colorspace_undefined, heif_chroma_undefined);
  if (heif().heif_image_get_colorspace(native.get()) != heif_colorspace_monochrome) return;
  picture.gray = true;
  heif_color_profile_nclx* found = nullptr;
  const heif_error status = heif().heif_image_get_nclx_color_profile(native.get(), &found);
  const Nclx nclx(found);
  if (status.code != heif_error_Ok || !nclx || nclx->full_range_flag) return;
  const int bits = heif().heif_image_get_bits_per_pixel_range(native.get(), heif_channel_Y);
  if (bits < 8 || bits > 16) return;
  expand_range(image, static_cast<std::uint32_t>(bits));
}

}  // namespace

Picture decode_heif(ByteView bytes, const ReadOptions& options) {
  refuse_sequence(bytes, options);
  const std::map<std::uint32_t, Error> flaws = check_heif(bytes, options);
  const Context context(heif().heif_context_alloc());
  if (!context) throw std::bad_alloc();
  // A side can be no longer than the whole allowance; check_heif() has seen to the areas.
  const std::uint64_t side = std::min<std::uint64_t>(options.max_pixels, 1 << 16);
  heif().heif_context_set_maximum_image_size_limit(context.get(), static_cast<int>(side));
  require(heif().heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr));
  const Handle handle = choose_image(context, bytes, flaws, options);
  const int width = heif().heif_image_handle_get_width(handle.get());
  const int height = heif().heif_image_handle_get_height(handle.get());
  check_size(Format::heif, static_cast<std::uint64_t>(std::max(width, 0)),
             static_cast<std::uint64_t>(std::max(height, 0)), options);

  const bool alpha = heif().heif_image_handle_has_alpha_channel(handle.get()) != 0;
  const bool wide = heif().heif_image_handle_get_luma_bits_per_pixel(handle.get()) > 8;
  // The samples of wide pixels come in the machine's byte order.
  constexpr bool little = std::endian::native == std::endian::little;
  constexpr heif_chroma wide_rgb = little ? heif_chroma_interleaved_RRGGBB_LE : heif_chroma_interleaved_RRGGBB_BE;
  constexpr heif_chroma wide_rgba = little ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBBAA_BE;
  const heif_chroma layout =
      wide ? (alpha ? wide_rgba : wide_rgb) : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
  Picture picture;
  picture.image = copy_pixels(decode(handle, heif_colorspace_RGB, layout), alpha, wide, options);
  mend_gray(handle, picture);
  if (alpha && heif().heif_image_handle_is_premultiplied_alpha(handle.get())) unpremultiply(picture.image);
  take_colors(colors_of(handle), picture);
  return picture;
}

}  // namespace kvant

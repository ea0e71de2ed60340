// The read facade: a file or its bytes in, an upright sRGB image out.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <string>
#include <system_error>
#include <utility>

#include "image/decoders.hpp"
#include "image/formats.hpp"
#include "image/metadata.hpp"
#include "image/orientation.hpp"
#include "image/quiet_thread.hpp"

namespace kvant {
namespace {

// No picture within reach of the other limits is larger, and a device that never ends must not fill the memory.
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 32;

class File {
 public:
  explicit File(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw failure();
  }
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// The size that the file system tells; 0 for pipes and devices.
  [[nodiscard]] std::size_t expected_size() const {
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0) throw failure();
    if (S_ISDIR(info.st_mode)) throw Error(ErrorCode::io, "is a directory, not a file");
    return S_ISREG(info.st_mode) ? static_cast<std::size_t>(info.st_size) : 0;
  }

  /// Reads up to `size` bytes; fewer only at the end of the file.
  [[nodiscard]] std::size_t read(std::uint8_t* to, std::size_t size) const {
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = ::read(descriptor_, to + done, size - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw failure();
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  [[nodiscard]] static Error failure() {
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR) return {ErrorCode::not_found, "does not exist"};
    if (reason == EACCES || reason == EPERM) return {ErrorCode::io, "cannot be read: permission denied"};
    if (reason == EISDIR) return {ErrorCode::io, "is a directory, not a file"};
    return {ErrorCode::io, "cannot be read: " + std::generic_category().message(reason)};
  }

  int descriptor_;
};

/// Reads to the end. `accept` sees the first bytes before memory is taken for the rest, and may throw.
template <class Vector, class Accept>
Vector read_all(const std::filesystem::path& path, Accept accept) {
  const File file(path);
  const std::size_t expected = file.expected_size();
  const auto require_limit = [](std::size_t size) {
    if (size > kMaxFileBytes) throw Error(ErrorCode::limit, "is larger than 4 GiB, the most that kvant reads");
  };
  require_limit(expected);
  Vector bytes;
  try {
    bytes.resize(kFormatProbeBytes);
    std::size_t size = file.read(bytes.data(), bytes.size());
    accept(std::span<const std::uint8_t>(bytes.data(), size));
    // One byte more than expected finds the end without growing; files that grow, pipes and devices go on.
    std::size_t room = std::max(expected, std::size_t{kFormatProbeBytes}) + 1;
    while (size == bytes.size()) {
      require_limit(size);
      bytes.resize(room);
      size += file.read(bytes.data() + size, bytes.size() - size);
      room = std::max(bytes.size() * 2, std::size_t{1} << 16);
    }
    bytes.resize(size);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::limit, "does not fit into the memory that is left");
  }
  return bytes;
}

std::string readable_formats() {
  std::string names = "PNG, JPEG, WebP, GIF, TIFF, BMP, PNM";
  if (can_read(Format::heif)) names += ", AVIF, HEIC";
  if (can_read(Format::jxl)) names += ", JPEG XL";
  return names;
}

Format require_format(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) throw Error(ErrorCode::corrupt, "is empty");
  const std::optional<Format> format = find_format(bytes);
  if (!format) {
    throw Error(ErrorCode::unsupported, "is not a picture in a format that kvant reads (" + readable_formats() + ")");
  }
  if (!can_read(*format)) {
    throw Error(ErrorCode::unsupported,
                "is a " + std::string(format_name(*format)) + " picture, which this build of kvant does not read");
  }
  return *format;
}

/// libheif's decoders and libjxl print what they find wrong.
[[maybe_unused]] Picture decode_quietly(Picture (*decoder)(Bytes, const ReadOptions&), Bytes bytes,
                                        const ReadOptions& options) {
  Picture picture;
  run_quietly([&] { picture = decoder(bytes, options); });
  return picture;
}

Picture decode(Format format, Bytes bytes, const ReadOptions& options) {
  switch (format) {
    case Format::png:
      return decode_png(bytes, options);
    case Format::jpeg:
      return decode_jpeg(bytes, options);
    case Format::webp:
      return decode_webp(bytes, options);
    case Format::gif:
      return decode_gif(bytes, options);
    case Format::tiff:
      return decode_tiff(bytes, options);
    case Format::bmp:
      return decode_bmp(bytes, options);
    case Format::pnm:
      return decode_pnm(bytes, options);
#ifdef KVANT_HAS_HEIF
    case Format::heif:
      return decode_quietly(decode_heif, bytes, options);
#endif
#ifdef KVANT_HAS_JXL
    case Format::jxl:
      return decode_quietly(decode_jxl, bytes, options);
#endif
    default:
      throw Error(ErrorCode::unsupported, "is in a format that this build of kvant does not read");
  }
}

}  // namespace

bool can_read(Format format) {
  switch (format) {
#ifndef KVANT_HAS_HEIF
    case Format::heif:
      return false;
#endif
#ifndef KVANT_HAS_JXL
    case Format::jxl:
      return false;
#endif
    default:
      return true;
  }
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
  return read_all<std::vector<std::uint8_t>>(path, [](std::span<const std::uint8_t>) {});
}

ReadResult decode_image(std::span<const std::uint8_t> bytes, const ReadOptions& options) {
  const Format format = require_format(bytes);
  try {
    Picture picture = decode(format, bytes, options);
    const std::uint32_t depth = picture.image.depth;
    warn(picture, convert_to_srgb(picture.image, picture.gray, picture.color));
    simplify(picture.image);
    apply_orientation(picture.image, picture.orientation);
    add_metadata(picture.metadata, format, bytes);
    std::optional<Resolution>& resolution = picture.metadata.resolution;
    if (picture.orientation >= 5 && resolution) std::swap(resolution->x, resolution->y);
    return {.image = std::move(picture.image),
            .format = format,
            .bytes = bytes.size(),
            .warning = std::move(picture.warning),
            .gray = picture.gray,
            .depth = depth,
            .orientation = picture.orientation,
            .color_profile = describe(picture.color),
            .metadata = std::move(picture.metadata)};
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::limit, "needs more memory than there is");
  }
}

ReadResult read_image(const std::filesystem::path& path, const ReadOptions& options) {
  const auto bytes =
      read_all<Buffer<std::uint8_t>>(path, [](std::span<const std::uint8_t> start) { (void)require_format(start); });
  return decode_image(bytes, options);
}

}  // namespace kvant

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
#include "image/orientation.hpp"
#include "image/picture_codec.hpp"

namespace kvant {
namespace {

// No picture within reach of the other limits is larger, and a device that never ends must not fill the memory.
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 32;

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
  const auto require_limit = [](std::uint64_t size) {
    if (size > kMaxFileBytes) throw Error(ErrorCode::limit, "is larger than 4 GiB, the most that kvant reads");
  };
  require_limit(expected);
  Vector bytes;
  try {
    bytes.resize(kFormatProbeBytes);
    std::size_t size = file.read(bytes.data(), bytes.size());
    accept(ByteView(bytes.data(), size));
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
  std::string names;
  for (const Format format : read_formats()) {
    if (!names.empty()) names += ", ";
    names += picture_codec(format).files;
  }
  return names;
}

/// What cannot be honoured is warned of, and the next counts.
void convert_colors(Picture& picture, unsigned threads) {
  std::string trouble = convert_to_srgb(picture.image, picture.gray, picture.color, threads);
  warn(picture, trouble);
  for (ColorTag& other : picture.other_colors) {
    if (trouble.empty()) return;
    picture.color = std::move(other);
    trouble = convert_to_srgb(picture.image, picture.gray, picture.color, threads);
    warn(picture, trouble);
  }
}

const PictureCodec& require_codec(ByteView bytes) {
  if (bytes.empty()) throw Error(ErrorCode::corrupt, "is empty");
  const std::optional<Format> format = find_format(bytes);
  if (!format) {
    throw Error(ErrorCode::unsupported, "is not a picture in a format that kvant reads (" + readable_formats() + ")");
  }
  const PictureCodec& codec = picture_codec(*format);
  if (codec.decode == nullptr) {
    throw Error(ErrorCode::unsupported,
                "is a " + std::string(codec.name) + " picture, which this build of kvant does not read");
  }
  return codec;
}

}  // namespace

std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
  return read_all<std::vector<std::uint8_t>>(path, [](ByteView) {});
}

ReadResult decode_image(std::span<const std::uint8_t> bytes, const ReadOptions& options) {
  const PictureCodec& codec = require_codec(bytes);
  try {
    Picture picture = codec.decode(bytes, options);
    const std::uint32_t depth = picture.image.depth;
    convert_colors(picture, options.threads);
    simplify(picture.image);
    apply_orientation(picture.image, picture.orientation);
    if (codec.read_metadata != nullptr) codec.read_metadata(bytes, picture.metadata);
    std::optional<Resolution>& resolution = picture.metadata.resolution;
    if (picture.orientation >= 5 && resolution) std::swap(resolution->x, resolution->y);
    return {.image = std::move(picture.image),
            .format = codec.format,
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
  const auto bytes = read_all<Buffer<std::uint8_t>>(path, [](ByteView start) { (void)require_codec(start); });
  return decode_image(bytes, options);
}

}  // namespace kvant

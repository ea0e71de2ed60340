#include "image/tiff_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>

namespace kvant {

struct Tiff::Source {
  ByteView bytes;
  std::uint64_t position = 0;
  bool overran = false;
  bool decoding = false;
  std::uint32_t block = 0;     // the strip or tile that is decoded
  std::string complaint = {};  // the first that libtiff has
  std::string doubt = {};      // the first warning that touches no pixel, but hides whether others do
};

namespace {

constexpr std::string_view kSparse = "some of its strips or tiles are left out (sparse)";
constexpr std::string_view kShort = "the sizes of some of its strips or tiles are too small for their pixels";

Tiff::Source& source_of(thandle_t handle) { return *static_cast<Tiff::Source*>(handle); }

tmsize_t read_source(thandle_t handle, void* to, tmsize_t size) {
  Tiff::Source& source = source_of(handle);
  const std::uint64_t left = source.bytes.size() - std::min<std::uint64_t>(source.position, source.bytes.size());
  const std::uint64_t count = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(size));
  if (count > 0) std::memcpy(to, source.bytes.data() + source.position, count);
  if (count < static_cast<std::uint64_t>(size)) source.overran = true;
  source.position += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t refuse_write(thandle_t, void*, tmsize_t) { return -1; }

toff_t seek_source(thandle_t handle, toff_t offset, int whence) {
  Tiff::Source& source = source_of(handle);
  if (whence == SEEK_SET) source.position = offset;
  if (whence == SEEK_CUR) source.position += offset;
  if (whence == SEEK_END) source.position = source.bytes.size() + offset;
  if (source.position > source.bytes.size()) source.overran = true;
  return source.position;
}

int close_source(thandle_t) { return 0; }
toff_t size_of_source(thandle_t handle) { return source_of(handle).bytes.size(); }

int map_source(thandle_t handle, void** base, toff_t* size) {
  Tiff::Source& source = source_of(handle);
  // libtiff only reads through the pointer.
  *base = const_cast<std::uint8_t*>(source.bytes.data());
  *size = source.bytes.size();
  return 1;
}

void unmap_source(thandle_t, void*, toff_t) {}

std::string formatted(const char* format, va_list arguments) {
  std::array<char, 512> text{};
  (void)std::vsnprintf(text.data(), text.size(), format, arguments);
  std::string line = text.data();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

int take_error(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  Tiff::Source& source = *static_cast<Tiff::Source*>(user);
  if (source.complaint.empty()) source.complaint = formatted(format, arguments);
  return 1;
}

bool has_any(std::string_view text, std::span<const std::string_view> parts) {
  return std::ranges::any_of(parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// libtiff warns where it goes on with pixels that are wrong. These touch none.
bool is_harmless(std::string_view warning) {
  using namespace std::string_view_literals;
  constexpr std::array parts = {"Old-style LZW"sv,
                                "old-style JPEG"sv,
                                "JPEG strip size exceeds expected"sv,
                                "encoded with progressive mode"sv,
                                "Too large strip byte count"sv,
                                "Too large tile byte count"sv};
  return has_any(warning, parts);
}

/// Nor do these of libjpeg; but it says no more than its first warning of a strip, whatever comes behind.
bool is_doubtful(std::string_view warning) {
  using namespace std::string_view_literals;
  constexpr std::array parts = {"extraneous bytes before marker"sv, "unknown JFIF revision"sv,
                                "Unknown Adobe color transform"sv, "Invalid SOS parameters for sequential"sv};
  return has_any(warning, parts);
}

int take_warning(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  Tiff::Source& source = *static_cast<Tiff::Source*>(user);
  if (!source.decoding) return 1;
  const std::string text = formatted(format, arguments);
  if (is_harmless(text)) return 1;
  std::string& first = is_doubtful(text) ? source.doubt : source.complaint;
  if (first.empty()) first = text;
  return 1;
}

/// The tag whose value libtiff does not take, if that is its complaint. The value that it names may be another.
std::string tag_of_bad_value(const std::string& complaint) {
  constexpr std::string_view before = " for \"";
  const std::size_t value = complaint.find("Bad value ");
  const std::size_t at = complaint.find(before, value);
  if (value == std::string::npos || at == std::string::npos) return {};
  const std::size_t name = at + before.size();
  return complaint.substr(name, complaint.find('"', name) - name);
}

struct OptionsFreer {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

}  // namespace

Tiff::Tiff(ByteView bytes, std::uint64_t largest_allocation)
    : source_(std::make_shared<Source>(Source{.bytes = bytes})) {
  const std::unique_ptr<TIFFOpenOptions, OptionsFreer> options(TIFFOpenOptionsAlloc());
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(
      options.get(), static_cast<tmsize_t>(std::min<std::uint64_t>(largest_allocation, std::uint64_t{1} << 46)));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), take_error, source_.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), take_warning, source_.get());
  // "c": a large strip is not cut into many.
  tiff_.reset(TIFFClientOpenExt("TIFF", "rc", source_.get(), read_source, refuse_write, seek_source, close_source,
                                size_of_source, map_source, unmap_source, options.get()));
  if (!tiff_) fail();
}

Error Tiff::failure() const {
  const std::string& reason = source_->complaint;
  if (reason.find("limit defined in open options") != std::string::npos) {
    return {ErrorCode::limit, "asks for more memory than a TIFF of its size needs: " + reason};
  }
  // libtiff says nothing of a tile that lies behind the end.
  const bool silent = source_->decoding && reason.empty();
  if (lacks_data() && !source_->overran && source_->decoding && reason != kSparse && ends_within_file(source_->block)) {
    return damaged(Format::tiff, "the data of some of its strips or tiles end before their pixels");
  }
  if (silent || source_->overran || (lacks_data() && reason != kSparse)) return ends_early(Format::tiff);
  if (reason == kSparse) return {ErrorCode::unsupported, "is a TIFF of a kind that is not read: " + reason};
  if (const std::string tag = tag_of_bad_value(reason); !tag.empty()) {
    if (tag == "RowsPerStrip" || tag == "SamplesPerPixel")
      return damaged(Format::tiff, "its " + tag + " makes no sense");
    return {ErrorCode::unsupported,
            "is a TIFF of a kind that is not read: its " + tag + " has a value that the standard does not know"};
  }
  if (reason.find("Cannot handle different") != std::string::npos ||
      reason.find("not configured") != std::string::npos || reason.find("ompression scheme") != std::string::npos ||
      reason.find("can not handle image") != std::string::npos ||
      (reason.find("not supported") != std::string::npos && reason.find("at line") == std::string::npos)) {
    return {ErrorCode::unsupported, "is a TIFF of a kind that is not read here: " + reason};
  }
  return damaged(Format::tiff, reason.empty() ? "its directory makes no sense" : reason);
}

void Tiff::start_decoding() const {
  source_->decoding = true;
  listen();
}

void Tiff::listen() const {
  source_->complaint.clear();
  source_->overran = false;
}

ByteView Tiff::bytes() const { return source_->bytes; }

bool Tiff::failed_check() const {
  return source_->complaint.find("data check") != std::string::npos ||
         source_->complaint.find("data is corrupt") != std::string::npos;
}

ByteView Tiff::stored(std::uint32_t block, std::vector<std::uint8_t>& room) const {
  const ByteView file = bytes();
  const std::uint64_t begin = std::min<std::uint64_t>(TIFFGetStrileOffset(get(), block), file.size());
  const std::uint64_t size = std::min<std::uint64_t>(TIFFGetStrileByteCount(get(), block), file.size() - begin);
  const ByteView data = file.subspan(begin, size);
  if (number(TIFFTAG_FILLORDER, FILLORDER_MSB2LSB) != FILLORDER_LSB2MSB) return data;
  room.assign(data.begin(), data.end());
  TIFFReverseBits(room.data(), static_cast<tmsize_t>(room.size()));
  return room;
}

bool Tiff::ends_within_file(std::uint32_t block) const {
  const std::uint64_t begin = TIFFGetStrileOffset(get(), block);
  return begin < bytes().size() && TIFFGetStrileByteCount(get(), block) < bytes().size() - begin;
}

bool Tiff::start_block(std::uint32_t block) const {
  source_->block = block;
  const bool old_jpeg = number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_OJPEG;  // has places of its own
  if (old_jpeg || TIFFGetStrileOffset(get(), block) != 0) return true;
  listen();
  source_->complaint = kSparse;
  return false;
}

void Tiff::complain_of_short_block() const {
  listen();
  source_->complaint = kShort;
}

void Tiff::check_rest(std::uint32_t block) const {
  const std::uint32_t compression = number(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  if (complained() || (compression != COMPRESSION_ADOBE_DEFLATE && compression != COMPRESSION_DEFLATE)) return;
  constexpr std::size_t most_at_once = std::size_t{1} << 30;  // zlib counts in 32 bits
  // How far to look: strips may share bytes, and damage seldom makes them several times as long.
  const std::uint64_t block_bytes = TIFFIsTiled(get()) ? TIFFTileSize64(get()) : TIFFStripSize64(get());
  const std::uint64_t most_made = 4 * block_bytes + 4096;
  std::vector<std::uint8_t> room;
  const ByteView data = stored(block, room);
  std::array<std::uint8_t, std::size_t{1} << 15> made{};
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  int state = Z_OK;
  for (std::size_t at = 0; state == Z_OK && stream.total_out < most_made;) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib only reads
    stream.next_in = const_cast<Bytef*>(data.data()) + at;
    const std::size_t given = std::min(data.size() - at, most_at_once);
    stream.avail_in = static_cast<uInt>(given);
    stream.next_out = made.data();
    stream.avail_out = static_cast<uInt>(made.size());
    state = inflate(&stream, Z_NO_FLUSH);  // without room or bytes to go on, Z_BUF_ERROR
    at += given - stream.avail_in;
  }
  inflateEnd(&stream);
  if (state == Z_MEM_ERROR) throw std::bad_alloc();
  if (state == Z_DATA_ERROR || state == Z_NEED_DICT) source_->complaint = "incorrect data check";
}

bool Tiff::complained() const { return !source_->complaint.empty(); }

const std::string& Tiff::doubt() const { return source_->doubt; }

bool Tiff::lacks_data() const {
  using namespace std::string_view_literals;
  constexpr std::array parts = {"ead error"sv,    "end of file"sv,        "Not enough data"sv,
                                "beyond end"sv,   "remature end"sv,       "remature EOF"sv,
                                "lack of data"sv, "strip byte count 0"sv, kSparse};
  return has_any(source_->complaint, parts);
}

std::uint32_t Tiff::number(std::uint32_t tag, std::uint32_t otherwise, bool wide) const {
  std::uint32_t wide_value = otherwise;
  if (wide) return TIFFGetFieldDefaulted(get(), tag, &wide_value) ? wide_value : otherwise;
  std::uint16_t value = 0;
  return TIFFGetFieldDefaulted(get(), tag, &value) ? value : otherwise;
}

}  // namespace kvant

// Standard input, output and error as plain bytes, and what signals do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::cli {

/// Call first. Keeps files that are opened later from taking the place of a standard stream that was closed, makes
/// writing to a closed pipe an error instead of a signal, and removes unfinished files when a signal ends the program.
void prepare_streams();

/// Some of standard input, as far as it has come, one byte at least; 0: there is no more. Throws Error: io.
[[nodiscard]] std::size_t read_some_standard_input(std::span<std::uint8_t> room);

/// All of standard input. Throws Error: io, limit with the text `too_much` if there are more than `most` bytes.
[[nodiscard]] std::vector<std::uint8_t> read_standard_input(std::uint64_t most, const std::string& too_much);

/// Writes all of it. Throws Error: io.
void write_standard_output(std::string_view text);
void write_standard_output(std::span<const std::uint8_t> bytes);

/// Writes what can be written; there is nowhere to report a failure.
void write_standard_error(std::string_view text) noexcept;

/// From now on a signal is how the program is meant to end: with status 0.
void let_signals_end_well() noexcept;

/// Says whether the last line of standard error is one that a signal's end must clear: a progress bar.
void mark_temporary_line(bool there) noexcept;

/// Moves to the start of the terminal's line and clears it.
inline constexpr std::string_view kClearLine = "\r\033[K";

[[nodiscard]] bool standard_output_is_terminal();
[[nodiscard]] bool standard_error_is_terminal();

/// Columns of the terminal that standard error is, or 80.
[[nodiscard]] unsigned terminal_width();

}  // namespace kvant::cli

// Files that appear complete or not at all.
#pragma once

namespace kvant {

/// Removes the unfinished temporary files of all write_file() calls under way, and keeps new ones from starting. For a
/// signal handler that is about to end the process: async-signal-safe.
void remove_pending_files() noexcept;

}  // namespace kvant

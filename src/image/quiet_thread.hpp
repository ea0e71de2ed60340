// A place to run codecs that print to standard error and offer no way to stop them.
#pragma once

#include <functional>

namespace kvant {

/// Runs `work` on a thread of its own whose standard error leads nowhere, and waits for it. Other threads keep theirs:
/// on Linux a thread can have a file table of its own. Elsewhere, and where that is forbidden, nothing is silenced.
/// Throws what `work` throws.
void run_quietly(const std::function<void()>& work);

}  // namespace kvant

// Marks what the shared library exports.
#pragma once

/// Before a function's return type, or between `class` and its name. Everything else in the library is hidden.
#define KVANT_EXPORT __attribute__((visibility("default")))

// Everything.
#pragma once

#include "kvant/aim.hpp"
#include "kvant/bisecting.hpp"
#include "kvant/choose.hpp"
#include "kvant/compare.hpp"
#include "kvant/error.hpp"
#include "kvant/image.hpp"
#include "kvant/io.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/mini_batch.hpp"
#include "kvant/palette.hpp"
#include "kvant/parts.hpp"
#include "kvant/quantize.hpp"
#include "kvant/seeding.hpp"
#include "kvant/version.hpp"

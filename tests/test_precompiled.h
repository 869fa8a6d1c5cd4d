// What nearly every test needs and what is slow to read; see cmake/precompiled.h.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "cmake/precompiled.h"

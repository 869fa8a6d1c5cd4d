#include "engine/env/assertion.h"

#include <cstdio>
#include <cstdlib>

namespace storm {

namespace {

AssertionHandler installed_handler = nullptr;  // NOLINT: see the header

}  // namespace

AssertionHandler set_assertion_handler(AssertionHandler handler) {
  const AssertionHandler before = installed_handler;
  installed_handler = handler;
  return before;
}

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "syncstorm: assertion failed: %s (%s:%d)\n", condition, file, line);
  if (installed_handler != nullptr) installed_handler(condition, file, line);
  std::abort();
}

}  // namespace storm

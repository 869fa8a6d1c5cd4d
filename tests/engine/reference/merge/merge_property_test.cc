#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/reference/merge/counter.h"
#include "engine/reference/merge/register.h"

namespace storm::engine::reference {
namespace {

/// A register out of few stamps, so that equal times come up. Stamp, value and operation go
/// together: a writer never gives a stamp twice.
Register some_register() {
  const auto time = *rc::gen::inRange<std::uint64_t>(0, 4);
  const auto writer = *rc::gen::inRange<std::uint32_t>(0, 3);
  return Register{.value = std::to_string(time) + "/" + std::to_string(writer),
                  .stamp = {.time = HybridTime{time}, .writer = writer},
                  .operation = OperationId{time * 3 + writer}};
}

RC_GTEST_PROP(RegisterProperty, MergeIsCommutativeAssociativeAndIdempotent, ()) {
  const Register a = some_register();
  const Register b = some_register();
  const Register c = some_register();
  RC_ASSERT(merge(a, b) == merge(b, a));
  RC_ASSERT(merge(merge(a, b), c) == merge(a, merge(b, c)));
  RC_ASSERT(merge(a, a) == a);
}

TEST(RegisterTest, EqualTimesAreDecidedByTheWriter) {
  const Register low{.value = "low", .stamp = {HybridTime{1}, 1}, .operation = OperationId{1}};
  const Register high{.value = "high", .stamp = {HybridTime{1}, 2}, .operation = OperationId{2}};
  EXPECT_EQ(merge(low, high), high);
}

TEST(RegisterTest, AWriteIsConcurrentUnlessItsWriterSawWhatIsThere) {
  EXPECT_EQ(relate({}, {}), Relation::First);
  EXPECT_EQ(relate({}, OperationId{1}), Relation::First);
  EXPECT_EQ(relate(OperationId{1}, OperationId{1}), Relation::Causal);
  EXPECT_EQ(relate(OperationId{1}, OperationId{2}), Relation::Concurrent);
  EXPECT_EQ(relate(OperationId{1}, {}), Relation::Concurrent);
}

RC_GTEST_PROP(CounterProperty, AddCommutesAndAssociatesAtTheEndsToo,
              (std::int64_t a, std::int64_t b, std::int64_t c)) {
  RC_ASSERT(add(a, b) == add(b, a));
  RC_ASSERT(add(add(a, b), c) == add(a, add(b, c)));
}

}  // namespace
}  // namespace storm::engine::reference

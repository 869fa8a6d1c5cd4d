#pragma once

#include <boost/system/result.hpp>

namespace storm {

/// A value, or the reason why there is none.
///
/// For what the world does (a lost peer, a full disk), not for our own bugs: those are asserted.
/// An error enumerator says whether it is *definite* (nothing happened) or *indefinite* (it may
/// have happened); code that retries must treat the two differently.
/// Boost's result, marked so that ignoring one does not compile.
template <class T, class E>
class [[nodiscard]] Result : public boost::system::result<T, E> {
 public:
  using boost::system::result<T, E>::result;
};

}  // namespace storm

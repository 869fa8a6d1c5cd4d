#pragma once

#include <boost/asio/awaitable.hpp>

namespace storm {

/// A coroutine that an engine or the harness runs on virtual time.
/// Over `any_io_executor`, so that the same engine runs on the simulator and on a real event loop.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace storm

#include "faults/gateway_faults.h"

#include <array>
#include <string_view>

#include "faults/parameters.h"
#include "sim/machine.h"

namespace storm::faults {

namespace {

/// What a portal sends in place of everything.
constexpr std::string_view kLoginPage =
    "<!DOCTYPE html><html><head><title>Welcome to our guest network</title></head><body>"
    "<form action=\"/login\">Room <input name=\"room\"> <button>Connect</button></form>"
    "</body></html>";
constexpr std::string_view kErrorPage =
    "<html><head><title>Error</title></head><body><center>nginx</center></body></html>";

/// The answers that kinds below choose from; the last means none at all.
constexpr std::array<std::string_view, 5> kPortalAnswers{"ok", "unauthorized", "forbidden",
                                                         "unavailable", "timeout"};
constexpr std::array kPortalStatuses{StatusCode::Ok, StatusCode::Unauthorized,
                                     StatusCode::Forbidden, StatusCode::Unavailable};
constexpr std::array<std::string_view, 4> kServerAnswers{"unavailable", "too_many_requests",
                                                         "internal_error", "timeout"};
constexpr std::array kServerStatuses{StatusCode::Unavailable, StatusCode::TooManyRequests,
                                     StatusCode::InternalError};
constexpr std::array<std::string_view, 2> kWhen{"instead", "after"};
constexpr std::array<std::string_view, 2> kLegs{"reply", "request"};

constexpr std::array kPortalParameters{
    choice_parameter("answer", kPortalAnswers, "what requests get; timeout for no answer"),
};

constexpr std::array kAnswersParameters{
    choice_parameter("answer", kServerAnswers, "what requests get; timeout for no answer"),
    probability_parameter("share", kMillion, "requests that get it"),
    choice_parameter("when", kWhen, "instead of the server, or after it has done its work"),
};

constexpr std::array kReplyParameters{
    count_parameter("times", 1, 1, 1'000'000, "how many replies are lost"),
};

constexpr std::array kResetParameters{
    probability_parameter("share", kMillion, "exchanges that break"),
    choice_parameter("leg", kLegs, "whether they break after the work is done, or before"),
};

Bytes bytes_of(std::string_view text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

template <std::size_t n>
sim::Meddling answering(const std::array<StatusCode, n>& statuses, std::uint64_t choice,
                        std::string_view page) {
  sim::Meddling meddling;
  if (choice == n) return meddling;
  meddling.act = sim::Meddling::Act::Answer;
  meddling.status = statuses[choice];
  meddling.body = bytes_of(page);
  return meddling;
}

void install(Port& port, sim::Meddling meddling) {
  port.state = port.network.gateway(port.machine.id()).install(std::move(meddling));
}

void remove(Port& port, const Parameters& /*parameters*/) {
  port.network.gateway(port.machine.id()).remove(port.state);
}

void begin_portal(Port& port, const Parameters& parameters) {
  sim::Meddling meddling = answering(kPortalStatuses, number_in(parameters, "answer"), kLoginPage);
  meddling.cuts_off = true;
  install(port, std::move(meddling));
}

void begin_answers(Port& port, const Parameters& parameters) {
  sim::Meddling meddling = answering(kServerStatuses, number_in(parameters, "answer"), kErrorPage);
  meddling.share = ratio_in(parameters, "share");
  meddling.leg = number_in(parameters, "when") == 0 ? sim::Leg::Request : sim::Leg::Reply;
  install(port, std::move(meddling));
}

void begin_reply_lost(Port& port, const Parameters& parameters) {
  sim::Meddling meddling;
  meddling.act = sim::Meddling::Act::Lose;
  meddling.leg = sim::Leg::Reply;
  meddling.times = number_in(parameters, "times");
  install(port, std::move(meddling));
}

void begin_reset(Port& port, const Parameters& parameters) {
  port.network.reset_exchanges(port.machine.id());
  sim::Meddling meddling;
  meddling.act = sim::Meddling::Act::Reset;
  meddling.share = ratio_in(parameters, "share");
  meddling.leg = number_in(parameters, "leg") == 0 ? sim::Leg::Reply : sim::Leg::Request;
  install(port, std::move(meddling));
}

}  // namespace

FaultKind captive_portal() {
  return {.name = "captive_portal",
          .says = "the link looks up, but somebody else answers every request",
          .imitates = "the login page of a hotel or a train",
          .leaves_out = "redirects, and a certificate that does not fit",
          .target = Target::Device,
          .extent = Extent::Lasting,
          .parameters = kPortalParameters,
          .begin = begin_portal,
          .end = remove};
}

FaultKind server_answers() {
  return {.name = "server_answers",
          .says = "a share of requests get an error, which need not come from the server",
          .imitates =
              "an overloaded service behind a load balancer; a proxy whose patience ends "
              "while the server still works",
          .leaves_out = "Retry-After; answers that depend on the load are server_overloaded",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kAnswersParameters,
          .begin = begin_answers,
          .end = remove};
}

FaultKind reply_lost() {
  return {.name = "reply_lost",
          .says = "the server does what it is asked, and the next replies never arrive",
          .imitates = "a lift door that closes; a phone that changes from Wi-Fi to mobile",
          .leaves_out = "choosing the reply: the next ones are lost, whatever they answer",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kReplyParameters,
          .begin = begin_reply_lost,
          .end = remove};
}

FaultKind connection_reset() {
  return {.name = "connection_reset",
          .says = "what is under way breaks at once, and a share of what follows does too",
          .imitates = "a NAT box that forgets its table; a proxy that is deployed anew",
          .leaves_out = "half of a message that arrives",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kResetParameters,
          .begin = begin_reset,
          .end = remove};
}

}  // namespace storm::faults

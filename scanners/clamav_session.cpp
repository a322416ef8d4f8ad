// SPDX-License-Identifier: Apache-2.0
#include "scanners/clamav_session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::scanners {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A signature's name has at most some 100 characters; what is longer is no answer.
constexpr std::size_t longest_answer = 4096;
constexpr std::size_t longest_text = 200;
// Whoever lets so many contents pass without a word will not answer the next one either.
constexpr unsigned most_late = 3;
constexpr milliseconds glance{100};  // how soon a wish to stop is seen

// "12: " before an answer.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with(": ")) return std::nullopt;
  text.remove_prefix(2);
  return number;
}

bool take_ending(std::string_view& text, std::string_view ending) {
  if (!text.ends_with(ending)) return false;
  text.remove_suffix(ending.size());
  return true;
}

}  // namespace

std::optional<NumberedAnswer> parse_clam_answer(std::string_view text) {
  const auto number = take_number(text);
  if (!number || !text.starts_with("fd[")) return std::nullopt;
  const auto named = text.find("]: ");
  if (named == std::string_view::npos) return std::nullopt;
  text.remove_prefix(named + 3);
  NumberedAnswer out{*number, {}};
  if (text == "OK") return out;
  if (take_ending(text, " FOUND")) {
    out.answer.kind = ClamAnswer::Kind::found;
  } else if (take_ending(text, " ERROR")) {
    out.answer.kind = ClamAnswer::Kind::failed;
  } else {
    return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  out.answer.text = printable(text, longest_text);
  return out;
}

tl::unexpected<Error> ClamSession::end(std::string why) {
  over_ = true;
  return fail(Errc::refused, "clamd: " + std::move(why));
}

// A command and, with FILDES, the descriptor that it speaks of: in one message with one byte more
// (clamd(8), FILDES).
Result<void> ClamSession::send(std::string_view command, int file) {
  iovec piece{const_cast<char*>(command.data()), command.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (file >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* const with = CMSG_FIRSTHDR(&message);
    with->cmsg_level = SOL_SOCKET;
    with->cmsg_type = SCM_RIGHTS;
    with->cmsg_len = CMSG_LEN(sizeof file);
    std::memcpy(CMSG_DATA(with), &file, sizeof file);
  }
  ssize_t sent = -1;
  do {
    // Never waits: who does not read so few bytes does not work on them either.
    sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent == static_cast<ssize_t>(command.size())) return {};
  return end(sent < 0 ? std::strerror(errno) : "does not read");
}

Result<std::optional<std::string>> ClamSession::next(Clock::time_point until,
                                                     const std::stop_token& stop) {
  for (;;) {
    if (const auto zero = received_.find('\0'); zero != std::string::npos) {
      std::string answer = received_.substr(0, zero);
      received_.erase(0, zero + 1);
      return std::optional(std::move(answer));
    }
    if (received_.size() > longest_answer) return end("an answer without end");
    if (stop.stop_requested()) return fail(Errc::cancelled, "stopped");
    const auto now = Clock::now();
    if (now >= until) return std::optional<std::string>();
    const auto left = std::chrono::duration_cast<milliseconds>(until - now) + milliseconds(1);
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(std::min(left, glance).count())) <= 0) continue;
    std::array<char, longest_answer> bytes;
    const ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count == 0) return end("has ended");
    if (count < 0 && errno != EAGAIN && errno != EINTR) return end(std::strerror(errno));
    if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

Result<std::string> ClamSession::version(milliseconds time, const std::stop_token& stop) {
  using namespace std::string_view_literals;
  const std::lock_guard lock(turn_);
  if (over_) return fail(Errc::refused, "clamd: has ended");
  if (asked_ == 0) TRY(send("zIDSESSION\0"sv, -1));
  TRY(send("zVERSION\0"sv, -1));
  ++asked_;
  const auto answer = TRY(next(Clock::now() + time, stop));
  if (!answer) return end("no answer");
  std::string_view text = *answer;
  const auto number = take_number(text);
  if (number != asked_ || text.empty()) return end("an answer that is none");
  return printable(text, longest_text);
}

Result<ClamAnswer> ClamSession::show(int file, milliseconds time, const std::stop_token& stop) {
  using namespace std::string_view_literals;
  const std::lock_guard lock(turn_);
  if (over_) return fail(Errc::refused, "clamd: has ended");
  if (asked_ == 0) TRY(send("zIDSESSION\0"sv, -1));
  TRY(send("zFILDES\0."sv, file));
  ++asked_;
  const auto until = Clock::now() + time;
  for (;;) {
    const auto text = TRY(next(until, stop));
    if (!text) {
      if (++late_in_a_row_ == most_late) over_ = true;
      return ClamAnswer{ClamAnswer::Kind::late, ""};
    }
    auto answer = parse_clam_answer(*text);
    if (!answer || answer->number > asked_) return end("an answer that is none");
    // An earlier content's, which came after its time.
    if (answer->number < asked_) continue;
    late_in_a_row_ = 0;
    return std::move(answer->answer);
  }
}

ClamSessions::ClamSessions(std::vector<Descriptor> connected) {
  for (Descriptor& one : connected) {
    sessions_.push_back(std::make_unique<ClamSession>(std::move(one)));
  }
}

ClamSession* ClamSessions::of(std::size_t worker) {
  return sessions_.empty() ? nullptr : sessions_[worker % sessions_.size()].get();
}

}  // namespace trousse::scanners

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/descriptor.hpp"
#include "core/result.hpp"

/// The client's side of clamd's protocol (clamd(8), "COMMANDS": IDSESSION, VERSION, FILDES), over a
/// connection that somebody else opened. Whoever answers has read hostile bytes: no answer is
/// trusted to be short, to come, or to make sense.
namespace trousse::scanners {

struct ClamAnswer {
  enum class Kind {
    nothing,  ///< no signature matched
    found,    ///< `text` is the signature's name
    failed,   ///< `text` is why it could not be examined
    late      ///< no answer in its time
  };
  Kind kind = Kind::nothing;
  std::string text;  ///< printable, at most 200 bytes
};

struct NumberedAnswer {
  std::uint64_t number = 0;
  ClamAnswer answer;
};

/// One answer to FILDES, without the zero that ends it: "12: fd[9]: Win.Test-1 FOUND". Nothing when
/// it is none.
std::optional<NumberedAnswer> parse_clam_answer(std::string_view text);

/// One connection, used for one content after the other; any number of threads may wait for it.
class ClamSession {
 public:
  /// `connected`: a stream socket to clamd.
  explicit ClamSession(Descriptor connected) : socket_(std::move(connected)) {}

  /// What clamd says of itself, "ClamAV 1.4.6/27400/Mon Nov 30 …": printable, at most 200 bytes.
  /// Errors: cancelled, refused (no answer, or none that makes sense: the session is over).
  Result<std::string> version(std::chrono::milliseconds time, const std::stop_token& stop);

  /// Shows clamd a content. `file`: a descriptor of a regular file, read from its start; clamd gets
  /// one of its own, and the caller may close it. Errors: as `version`.
  Result<ClamAnswer> show(int file, std::chrono::milliseconds time, const std::stop_token& stop);

  /// No more can be asked: clamd has died, or what it says makes no sense, or it no longer answers.
  bool is_over() const { return over_; }

 private:
  Result<void> send(std::string_view command, int file);
  /// The next whole answer; nothing when the time is over.
  Result<std::optional<std::string>> next(std::chrono::steady_clock::time_point until,
                                          const std::stop_token& stop);
  tl::unexpected<Error> end(std::string why);

  Descriptor socket_;
  std::mutex turn_;
  std::atomic<bool> over_ = false;
  std::uint64_t asked_ = 0;  ///< clamd numbers what it is asked from 1
  unsigned late_in_a_row_ = 0;
  std::string received_;
};

/// The connections to one clamd, opened before a scan; they live as long as its scans.
class ClamSessions {
 public:
  explicit ClamSessions(std::vector<Descriptor> connected);

  /// That of the worker with this number; when there are fewer, some share one. Null when there is
  /// none at all.
  ClamSession* of(std::size_t worker);
  /// What clamd said of its version, or "".
  const std::string& version() const { return version_; }
  void set_version(std::string version) { version_ = std::move(version); }
  /// True once in all: for who finds a session over and is the first to say it.
  bool is_first_to_tell() { return !told_.exchange(true); }

 private:
  std::vector<std::unique_ptr<ClamSession>> sessions_;
  std::string version_;
  std::atomic<bool> told_ = false;
};

}  // namespace trousse::scanners

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/descriptor.hpp"

namespace trousse::tests {

/// What stands at the other end of a connection instead of clamd, and answers as a test wishes.
class FakeClamd {
 public:
  /// What is answered to the content number `number`, its ending zero included; nothing: the
  /// connection is closed.
  using Answer = std::function<std::optional<std::string>(unsigned number, const std::string&)>;

  explicit FakeClamd(Answer answer) : answer_(std::move(answer)) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
    client_.emplace(ends[0]);
    thread_ = std::thread([this, mine = ends[1]] { serve(mine); });
  }
  ~FakeClamd() {
    client_.reset();
    thread_.join();
  }
  FakeClamd(const FakeClamd&) = delete;
  FakeClamd& operator=(const FakeClamd&) = delete;

  /// The end that a session owns; once. The session must go before this.
  Descriptor connected() {
    Descriptor end = std::move(*client_);
    client_.reset();
    return end;
  }
  /// Whether every content came as a file that nobody can write to any more.
  bool all_sealed() const { return all_sealed_; }

 private:
  void serve(int number) {
    const Descriptor socket(number);
    while (hear(socket.get())) {
      while (!heard_.empty() && obey(socket.get())) {
      }
      if (over_) return;
    }
  }

  bool hear(int socket) {
    std::array<char, 4096> bytes{};
    iovec piece{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0) return false;
    heard_.append(bytes.data(), static_cast<std::size_t>(got));
    if (cmsghdr* const with = CMSG_FIRSTHDR(&message); with != nullptr) {
      std::memcpy(&file_, CMSG_DATA(with), sizeof file_);
    }
    return true;
  }

  bool take(std::string_view command) {
    if (!heard_.starts_with(command)) return false;
    heard_.erase(0, command.size());
    return true;
  }

  bool obey(int socket) {
    using namespace std::string_view_literals;
    if (take("zIDSESSION\0"sv)) return true;
    std::optional<std::string> said;
    if (take("zVERSION\0"sv)) {
      said = answer_(++asked_, "VERSION");
    } else if (take("zFILDES\0."sv)) {
      said = answer_(++asked_, content());
    }
    over_ = !said.has_value();
    if (said) static_cast<void>(!::send(socket, said->data(), said->size(), MSG_NOSIGNAL));
    return !over_;
  }

  std::string content() {
    const Descriptor file(std::exchange(file_, -1));
    struct stat about {};
    if (::fstat(file.get(), &about) != 0) return "no file";
    all_sealed_ = all_sealed_ && ::pwrite(file.get(), "x", 1, 0) < 0;
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    static_cast<void>(!::pread(file.get(), bytes.data(), bytes.size(), 0));
    return bytes;
  }

  Answer answer_;
  std::optional<Descriptor> client_;
  std::thread thread_;
  std::string heard_;
  int file_ = -1;
  unsigned asked_ = 0;
  bool over_ = false;
  bool all_sealed_ = true;
};

}  // namespace trousse::tests

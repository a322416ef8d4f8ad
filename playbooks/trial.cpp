// SPDX-License-Identifier: Apache-2.0
#include "playbooks/trial.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace trousse::playbooks {
namespace {

void list_volume(const disks::Source& source, const VolumeInfo& info) {
  const auto volume = disks::open_volume(source, info);
  if (!volume) return;
  // Trouble that is told is none here: the step meets it again, and answers by it.
  static_cast<void>((*volume)->for_each_file([](const File&) { return disks::Next::go_on; }));
}

std::optional<std::string> wait_for_end(pid_t child, const std::stop_token& stop) {
  using namespace std::chrono_literals;
  int status = 0;
  bool stopped = false;
  const bool looks_up = stop.stop_possible();
  while (true) {
    const pid_t got = ::waitpid(child, &status, looks_up ? WNOHANG : 0);
    if (got == child) break;
    if (got < 0 && errno != EINTR) return std::nullopt;
    if (!looks_up) continue;
    if (!stopped && stop.stop_requested()) {
      stopped = true;
      ::kill(child, SIGKILL);
    }
    std::this_thread::sleep_for(20ms);
  }
  if (stopped) return std::nullopt;
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == 0 ? std::nullopt : std::optional(fmt::format("exit code {}", code));
}

class UnreadVolume final : public disks::Volume {
 public:
  UnreadVolume(VolumeInfo info, Error why) : info_(std::move(info)), why_(std::move(why)) {}

  const VolumeInfo& info() const override { return info_; }
  Result<disks::Walked> for_each_file(
      const std::function<disks::Next(const File&)>&) const override {
    return tl::unexpected(why_);
  }
  Result<File> find(const EvidencePath&) const override { return tl::unexpected(why_); }
  Result<File> file(std::uint64_t) const override { return tl::unexpected(why_); }
  Result<std::unique_ptr<Reader>> open(const File&, const std::string&) const override {
    return tl::unexpected(why_);
  }
  Result<std::uint64_t> leading_hole(const File&, const std::string&) const override {
    return tl::unexpected(why_);
  }
  std::string owner(const File&) const override { return {}; }

 private:
  VolumeInfo info_;
  Error why_;
};

}  // namespace

std::optional<std::string> death_in(const std::function<void()>& work,
                                    const std::stop_token& stop) {
  const pid_t child = ::fork();
  if (child < 0) return std::nullopt;  // as before: the caller itself will meet it
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    work();
    // Nothing of the parent's is flushed, closed or destroyed twice.
    ::_exit(0);
  }
  return wait_for_end(child, stop);
}

std::optional<std::string> dies_listing(const disks::Source& source, const VolumeInfo& volume,
                                        const std::stop_token& stop) {
  return death_in([&] { list_volume(source, volume); }, stop);
}

std::unique_ptr<disks::Volume> unread_volume(const VolumeInfo& info, Error why) {
  return std::make_unique<UnreadVolume>(info, std::move(why));
}

}  // namespace trousse::playbooks

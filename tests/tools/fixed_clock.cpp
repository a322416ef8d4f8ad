// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/fixed_clock.hpp"

#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<bool> fixed = false;
timespec moment{};

}  // namespace

namespace trousse::tools {

void set_clock(const Utc& when) {
  moment.tv_sec = when.seconds;
  moment.tv_nsec = static_cast<long>(when.nanoseconds);
  fixed = true;
}

void run_clock() { fixed = false; }

}  // namespace trousse::tools

// A symbol of the program goes before that of a shared library, so libntfs-3g finds this one.
extern "C" int clock_gettime(clockid_t clock, timespec* into) noexcept {
  if (fixed && clock == CLOCK_REALTIME) {
    *into = moment;
    return 0;
  }
  return static_cast<int>(::syscall(SYS_clock_gettime, clock, into));
}

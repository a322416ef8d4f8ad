// SPDX-License-Identifier: Apache-2.0
#include "machine/clocks.hpp"

#include <charconv>

#include <fcntl.h>
#include <linux/rtc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "machine/kernel_files.hpp"

namespace trousse::machine {
namespace {

// Only a calendar day and a time of day: a chip with an empty battery may say anything.
std::string plausible(const std::string& text) {
  const bool whole = from_iso8601(text + ".0000000Z").has_value();
  return whole ? text : std::string();
}

std::string rtc_by_request() {
  for (const char* path : {"/dev/rtc0", "/dev/rtc"}) {
    const int device = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (device < 0) continue;
    rtc_time time{};
    const int answer = ::ioctl(device, RTC_RD_TIME, &time);
    ::close(device);
    if (answer != 0) continue;
    return plausible(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.tm_year + 1900,
                                 time.tm_mon + 1, time.tm_mday, time.tm_hour, time.tm_min,
                                 time.tm_sec));
  }
  return {};
}

std::string rtc_by_files(const std::string& root) {
  const std::string date = line_of(root, "/sys/class/rtc/rtc0/date");
  const std::string time = line_of(root, "/sys/class/rtc/rtc0/time");
  return plausible(date + "T" + time);
}

// "12345.67 45678.90": seconds since the start, and idle.
std::optional<std::uint64_t> uptime_of(const std::string& root) {
  const std::string text = line_of(root, "/proc/uptime");
  std::uint64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc()) return std::nullopt;
  return seconds;
}

}  // namespace

Clocks clocks(const std::string& root) {
  Clocks out;
  out.system = now();
  if (root == "/") out.rtc = rtc_by_request();
  if (out.rtc.empty()) out.rtc = rtc_by_files(root);
  out.uptime = uptime_of(root);
  return out;
}

}  // namespace trousse::machine

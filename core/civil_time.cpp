// SPDX-License-Identifier: Apache-2.0
#include "core/civil_time.hpp"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <mutex>
#include <optional>

#include "core/text.hpp"

namespace trousse {
namespace {

// POSIX TZ form: last Sunday of March at 2 h to last Sunday of October at 3 h, local time.
constexpr std::string_view paris_rule = "CET-1CEST,M3.5.0,M10.5.0/3";

bool well_formed(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return false;
  if (name.find("..") != std::string_view::npos) return false;
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
  return name.find_first_not_of(allowed) == std::string_view::npos;
}

// The C library takes anything else for UTC without a word [RFC 8536, 3.1].
bool is_tzif(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  std::ifstream in(file, std::ios::binary);
  char magic[4] = {};
  in.read(magic, sizeof magic);
  return in && std::string_view(magic, sizeof magic) == "TZif";
}

// TZ as it was comes back whatever happens.
class TzSetting {
 public:
  explicit TzSetting(const std::string& value) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    ::setenv("TZ", value.c_str(), 1);
    ::tzset();
  }
  ~TzSetting() {
    if (before_) {
      ::setenv("TZ", before_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  TzSetting(const TzSetting&) = delete;
  TzSetting& operator=(const TzSetting&) = delete;

 private:
  std::optional<std::string> before_;
};

std::tm local(std::int64_t seconds) {
  std::tm out{};
  const auto moment = static_cast<std::time_t>(seconds);
  if (::localtime_r(&moment, &out) == nullptr) out.tm_mday = 1, out.tm_year = 70;
  return out;
}

bool shows_the_same(const std::tm& a, const std::tm& b) {
  return a.tm_gmtoff != b.tm_gmtoff && a.tm_yday == b.tm_yday && a.tm_hour == b.tm_hour &&
         a.tm_min == b.tm_min;
}

}  // namespace

Result<TimeZone> TimeZone::named(std::string_view name, const std::filesystem::path& tzdata) {
  if (!well_formed(name)) {
    return fail(Errc::usage, "no name of a time zone: " + printable(name, 64));
  }
  const auto file = tzdata / name;
  if (is_tzif(file)) {
    return TimeZone(std::string(name), ":" + file.string(), false);
  }
  if (name == default_name) return TimeZone(std::string(name), std::string(paris_rule), true);
  return fail(Errc::missing, "tzdata does not have the time zone " + std::string(name));
}

CivilTime TimeZone::at(const Utc& moment) const {
  static std::mutex lock;
  const std::lock_guard guard(lock);
  const TzSetting setting(setting_);
  const std::tm here = local(moment.seconds);
  CivilTime out;
  out.year = here.tm_year + 1900;
  out.month = static_cast<unsigned>(here.tm_mon) + 1;
  out.day = static_cast<unsigned>(here.tm_mday);
  out.weekday = static_cast<unsigned>(here.tm_wday);
  out.hour = static_cast<unsigned>(here.tm_hour);
  out.minute = static_cast<unsigned>(here.tm_min);
  out.second = static_cast<unsigned>(here.tm_sec);
  out.utc_offset = static_cast<int>(here.tm_gmtoff);
  out.repeated = shows_the_same(here, local(moment.seconds + 3600)) ||
                 shows_the_same(here, local(moment.seconds - 3600));
  return out;
}

}  // namespace trousse

// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/practice.hpp"

#include <algorithm>

#include "tests/tools/bytes.hpp"

namespace trousse::tools {

Utc practice::Moments::at_(const char* iso) { return at(iso); }

const practice::Moments& practice::moments() {
  static const Moments all;
  return all;
}

std::string windows_path(const std::string& path) {
  std::string out = "C:" + path;
  std::replace(out.begin(), out.end(), '/', '\\');
  return out;
}

void write_practice(NtfsWriter& disk) {
  std::vector<practice::Renaming> renamed;
  disk.now(practice::moments().installed);
  write_windows_folder(disk);
  write_patients(disk, renamed);
  write_traces(disk);
  write_attack(disk);
  write_hives(disk);
  write_event_logs(disk);
  write_oddities(disk);
  write_change_journal(disk, renamed);
  write_deletions(disk);
}

}  // namespace trousse::tools

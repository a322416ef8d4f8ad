// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sqlite3.h>

#include "core/handle.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/small_formats.hpp"

namespace trousse::tools {

Result<std::string> browser_history(const std::vector<std::pair<std::string, Utc>>& visits) {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open(":memory:", &opened);
  const Handle<sqlite3, sqlite3_close> database(opened);
  if (status != SQLITE_OK) return fail(Errc::unsupported, "no SQLite");
  std::string statements =
      "CREATE TABLE urls(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, visit_count "
      "INTEGER, typed_count INTEGER, last_visit_time INTEGER, hidden INTEGER);"
      "CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, from_visit "
      "INTEGER, transition INTEGER);";
  int row = 0;
  for (const auto& [url, when] : visits) {
    ++row;
    const std::uint64_t stamp = filetime(when) / 10;  // microseconds since 1601
    statements += fmt::format(
        "INSERT INTO urls VALUES({0},'{1}','',1,1,{2},0);"
        "INSERT INTO visits VALUES({0},{0},{2},0,805306368);",
        row, url, stamp);
  }
  if (sqlite3_exec(database.get(), statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return fail(Errc::malformed, sqlite3_errmsg(database.get()));
  }
  sqlite3_int64 size = 0;
  const Handle<unsigned char, sqlite3_free> bytes(
      sqlite3_serialize(database.get(), "main", &size, 0));
  if (!bytes) return fail(Errc::unsupported, "SQLite does not serialise");
  return std::string(reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
}

}  // namespace trousse::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace trousse::formats {

/// True when the bytes begin with the mark of a hive ("regf").
bool looks_like_hive(std::span<const std::byte> bytes);

/// A Windows registry hive held in memory, read only (regf 1.2 to 1.6). A cell that points outside
/// the hive, or is not what it is taken for, counts as not there: what else can be reached is still
/// given. Depth and counts are bounded. A hive whose last writes are still in its transaction log
/// is read as it is, without them.
class Hive {
 public:
  /// Errors: malformed (not a hive, or without a root key), unsupported (version 1.1 or before).
  static Result<Hive> open(std::vector<std::byte> bytes);
  Hive(Hive&&) noexcept;
  Hive& operator=(Hive&&) noexcept;
  ~Hive();

  struct Value {
    std::string name;
    std::uint32_t type = 0;  ///< REG_SZ = 1, REG_BINARY = 3, REG_DWORD = 4, …
    std::vector<std::byte> data;
  };

  /// Keys below `path` ("Microsoft\\Windows NT\\CurrentVersion", "" for the root), compared
  /// without case. Empty when the key is not there.
  std::vector<std::string> subkeys(std::string_view path) const;
  std::optional<Value> value(std::string_view path, std::string_view name) const;
  std::vector<Value> values(std::string_view path) const;
  std::optional<Utc> last_written(std::string_view path) const;

  /// REG_SZ, REG_EXPAND_SZ (unexpanded) as UTF-8 without its closing NUL.
  std::optional<std::string> text(std::string_view path, std::string_view name) const;
  /// REG_DWORD, or REG_QWORD.
  std::optional<std::uint64_t> number(std::string_view path, std::string_view name) const;

 private:
  struct Body;
  explicit Hive(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::formats

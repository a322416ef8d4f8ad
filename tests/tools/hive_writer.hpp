// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace trousse::tools {

/// Builds a registry hive (regf 1.5) that Windows' readers accept: hash leaves, index roots, one
/// shared security cell, big data above 16344 bytes, checksums. Paths are separated by '\\' and
/// begin below the root; missing keys are made.
class HiveWriter {
 public:
  /// `file_name` is what the base block keeps ("\\SystemRoot\\System32\\Config\\SOFTWARE").
  HiveWriter(std::string file_name, const Utc& written);
  HiveWriter(HiveWriter&&) noexcept;
  HiveWriter& operator=(HiveWriter&&) noexcept;
  ~HiveWriter();

  HiveWriter& key(std::string_view path);
  HiveWriter& key(std::string_view path, const Utc& written);
  HiveWriter& text(std::string_view path, std::string_view name, std::string_view value);
  HiveWriter& expand_text(std::string_view path, std::string_view name, std::string_view value);
  HiveWriter& texts(std::string_view path, std::string_view name,
                    const std::vector<std::string>& values);
  HiveWriter& dword(std::string_view path, std::string_view name, std::uint32_t value);
  HiveWriter& qword(std::string_view path, std::string_view name, std::uint64_t value);
  HiveWriter& binary(std::string_view path, std::string_view name, std::string_view value);
  HiveWriter& value(std::string_view path, std::string_view name, std::uint32_t type,
                    std::string_view data);

  std::string bytes() const;
  /// The transaction log that goes with it when all is written: its base block alone.
  std::string log() const;

  struct Key;

 private:
  Key& at(std::string_view path);
  std::string file_name_;
  Utc written_;
  std::unique_ptr<Key> root_;
};

}  // namespace trousse::tools

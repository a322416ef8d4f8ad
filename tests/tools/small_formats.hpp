// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

/// Writers of the small files that Windows leaves. Each gives the bytes of one file.
namespace trousse::tools {

/// A shell link ([MS-SHLLINK]) to a local file.
std::string shell_link(const std::string& target, const std::string& arguments, const Utc& written);

/// A prefetch file of Windows 10 (SCCA version 30, packed as MAM with XPRESS Huffman).
Result<std::string> prefetch(const std::string& program, std::uint32_t hash, std::uint32_t runs,
                             const std::vector<Utc>& last_runs,
                             const std::vector<std::string>& files, std::uint32_t volume_serial);

/// The $I file of the recycle bin, version 2.
std::string recycled(const std::string& path, std::uint64_t size, const Utc& deleted);

/// USN_RECORD_V2 ([MS-FSCC] 2.3.62.2), padded to 8 bytes.
std::string usn_record(std::uint64_t usn, std::uint64_t file, std::uint64_t folder, const Utc& when,
                       std::uint32_t reason, std::uint32_t attributes, const std::string& name);

/// A ZIP file with stored members.
std::string zip(const std::vector<std::pair<std::string, std::string>>& members);

std::string docx(const std::string& text);
std::string pdf(const std::string& text);
/// The marks of a JPEG picture around random bytes: no picture comes of it.
std::string jpeg(std::uint64_t seed, std::size_t size);

/// An SQLite file in the form of Chromium's History, with those visits.
Result<std::string> browser_history(const std::vector<std::pair<std::string, Utc>>& visits);

/// The two header pages of an ESE database, with a right checksum, and no tables behind them.
std::string ese_header(std::size_t pages);

}  // namespace trousse::tools

// SPDX-License-Identifier: Apache-2.0
#include "scanners/clamav_signatures.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>
#include <vector>

#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "scanners/sums.hpp"

namespace trousse::scanners {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

// Compressed; the same unpacked by freshclam; hashes of whole files or of their sections; all else
// that is loaded (CLI_DBEXT of libclamav 1.4, others.h and readdb.h).
constexpr std::array packed{".cvd"sv};
constexpr std::array unpacked{".cld"sv, ".cud"sv};
constexpr std::array hashes{".hdb"sv, ".hsb"sv, ".hdu"sv, ".hsu"sv, ".mdb"sv, ".msb"sv,
                            ".mdu"sv, ".msu"sv, ".fp"sv,  ".sfp"sv, ".imp"sv};
constexpr std::array others{".db"sv,  ".ndb"sv, ".ndu"sv,  ".ldb"sv,  ".ldu"sv, ".sdb"sv,
                            ".zmd"sv, ".rmd"sv, ".pdb"sv,  ".gdb"sv,  ".wdb"sv, ".cbc"sv,
                            ".ftm"sv, ".cfg"sv, ".cdb"sv,  ".cat"sv,  ".crb"sv, ".idb"sv,
                            ".ioc"sv, ".yar"sv, ".yara"sv, ".pwdb"sv, ".ign"sv, ".ign2"sv};

// clamd compares them without case (CLI_DBEXT).
std::string ending_of(const fs::path& file) { return folded(file.extension().string()); }

/// Bytes of clamd's memory for one of such a file: measured or published, docs/rules.md.
std::uint64_t memory_factor(const std::string& ending) {
  const auto is_of = [&](const auto& endings) {
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
  };
  if (is_of(packed)) return 7;
  if (is_of(unpacked) || is_of(hashes)) return 3;
  return is_of(others) ? 14 : 0;
}

constexpr std::uint64_t memory_of_the_program = std::uint64_t{64} << 20;

Result<std::vector<fs::path>> signature_files(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code trouble;
  fs::directory_iterator walk(folder, trouble);
  if (trouble == std::errc::no_such_file_or_directory || trouble == std::errc::not_a_directory) {
    return fail(Errc::missing, folder + ": no such folder");
  }
  for (; !trouble && walk != fs::directory_iterator(); walk.increment(trouble)) {
    std::error_code ignored;
    const bool is_one = memory_factor(ending_of(walk->path())) > 0;
    if (is_one && walk->is_regular_file(ignored)) files.push_back(walk->path());
  }
  if (trouble) return fail(Errc::unreadable, folder + ": " + trouble.message());
  return files;
}

Result<std::string> hash_of_file(const fs::path& path) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  std::ifstream in(path, std::ios::binary);
  std::vector<char> bytes(piece);
  evidence::Sha256Stream hash;
  while (in.read(bytes.data(), static_cast<std::streamsize>(piece)) || in.gcount() > 0) {
    hash.add(std::as_bytes(std::span(bytes).first(static_cast<std::size_t>(in.gcount()))));
  }
  if (!in.eof() || in.bad()) return fail(Errc::unreadable, path.string() + ": cannot be read");
  return evidence::hex(hash.finish());
}

// clamd takes all files of a folder or none of them.
Result<void> check_sums(const std::string& folder) {
  const Sums sums = Sums::of(folder);
  if (!sums.trouble().empty()) return fail(Errc::malformed, sums.trouble());
  const auto there = TRY(signature_files(folder));
  for (const fs::path& file : there) {
    if (!sums.lists(file)) continue;
    const std::string hash = TRY(hash_of_file(file));
    if (const auto why = sums.contradicts(file, hash); !why.empty()) {
      return fail(Errc::malformed, file.filename().string() + ": " + why);
    }
  }
  for (const auto& [file, sum] : sums.all()) {
    std::error_code ignored;
    if (memory_factor(ending_of(file)) > 0 && !fs::exists(file, ignored)) {
      return fail(Errc::malformed, file.filename().string() + ": in SHA256SUMS, but not there");
    }
  }
  return {};
}

}  // namespace

Result<ClamSignatures> clam_signatures(const std::string& folder) {
  ClamSignatures found;
  const auto files = TRY(signature_files(folder));
  for (const fs::path& file : files) {
    std::error_code trouble;
    const std::uint64_t size = fs::file_size(file, trouble);
    if (trouble) return fail(Errc::unreadable, file.string() + ": " + trouble.message());
    ++found.files;
    found.bytes += size;
    found.memory += size * memory_factor(ending_of(file));
  }
  found.memory += memory_of_the_program;
  TRY(check_sums(folder));
  return found;
}

Result<evidence::RuleSet> clam_rule_set(const std::string& folder) {
  std::vector<std::string> hashes_of_files;
  const auto files = TRY(signature_files(folder));
  for (const fs::path& file : files) {
    auto hash = TRY(hash_of_file(file));
    hashes_of_files.push_back(std::move(hash));
  }
  return evidence::rule_set_of_hashes("clamav", std::move(hashes_of_files));
}

}  // namespace trousse::scanners

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/artifact.hpp"
#include "evidence/age.hpp"
#include "evidence/files.hpp"
#include "evidence/tar.hpp"

/// A part: a pax tar, compressed by zstd, encrypted by age (docs/archive-format.md §4).
namespace trousse::evidence {

constexpr std::string_view part_ending = ".tar.zst.age";
constexpr std::string_view partial_ending = ".partial";

/// A closed part, as it lies in the case.
struct PartFacts {
  std::string name;  ///< "001-collect.tar.zst.age"
  std::uint64_t size = 0;
  Sha256 sha256{};
  std::uint32_t crc32 = 0;  ///< for the ZIP, so that sealing reads each part once
};

/// Reads a file, a part or an archive, for its size and hashes.
Result<PartFacts> measure_part(Files& files, const std::filesystem::path& path);

/// Writes one part under a `.partial` name; a writer that goes away without `close` removes it.
class PartWriter {
 public:
  /// `expected`: about how many plain bytes it will hold.
  static Result<std::unique_ptr<PartWriter>> start(Files& files,
                                                   const std::filesystem::path& folder,
                                                   const std::string& name,
                                                   std::span<const age::Recipient> recipients,
                                                   std::uint64_t expected);
  virtual ~PartWriter() = default;
  virtual Result<void> begin(const TarEntry& entry) = 0;
  virtual Result<void> write(std::span<const std::byte> bytes) = 0;
  /// A whole entry at once.
  Result<void> add(const std::string& path, std::string_view content);
  /// Plain bytes so far, headers included.
  virtual std::uint64_t plain_bytes() const = 0;
  /// Encrypted bytes so far; a mebibyte or two of them may not be on the medium yet.
  virtual std::uint64_t written() const = 0;
  /// Last chunk and sync; then `before_name`, which may still refuse; then the final name.
  using BeforeName = std::function<Result<void>(const PartFacts&)>;
  virtual Result<PartFacts> close(const BeforeName& before_name) = 0;
};

/// The entries of a part. `file` must outlive the reader.
Result<std::unique_ptr<TarReader>> read_part(const Reader& file,
                                             std::span<const age::Opener> openers);

}  // namespace trousse::evidence

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/artifact.hpp"
#include "core/finding.hpp"
#include "disks/volume.hpp"
#include "evidence/intake.hpp"

namespace trousse::tests {

std::vector<std::byte> bytes_of(std::string_view text);
std::string text_of(std::span<const std::byte> bytes);
std::vector<std::byte> bytes_from_hex(std::string_view hex);
std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// `../shared/data/TOPIC` unpacked once for all test runs into a cache beside the build, or
/// nothing when that data is not on this machine: the test then says so with SKIP_WITHOUT_DATA.
std::optional<std::filesystem::path> shared_data(const std::string& topic);

/// A disk in memory: paths to contents. `streams` are named ones ("/a.txt" → "Zone.Identifier").
class FakeVolume : public disks::Volume {
 public:
  explicit FakeVolume(std::map<std::string, std::string> contents = {});

  std::map<std::string, std::string> contents;
  std::map<std::string, std::map<std::string, std::string>> streams;
  std::set<std::string> unreadable;  ///< paths whose content answers Errc::unreadable
  std::set<std::string> deleted;     ///< paths whose entry is free
  VolumeInfo facts;

  const VolumeInfo& info() const override { return facts; }
  Result<disks::Walked> for_each_file(
      const std::function<disks::Next(const File&)>& visit) const override;
  Result<File> find(const EvidencePath& path) const override;
  Result<File> file(std::uint64_t entry) const override;
  Result<std::unique_ptr<Reader>> open(const File& file, const std::string& stream) const override;
  Result<std::uint64_t> leading_hole(const File&, const std::string&) const override { return 0; }
  std::string owner(const File&) const override { return "S-1-5-18"; }
};

/// Records what an Intake was told, one line each: "took FAMILY PATH SIZE", "absent FAMILY PATH
/// WHY DETAIL", "found KIND PATH", "scanned PATH SIZE", "added NAME".
class Ledger : public evidence::Intake {
 public:
  std::vector<std::string> lines;
  std::vector<Finding> findings;
  std::map<std::string, std::string> bytes;  ///< "PATH" or "PATH:STREAM" → what was taken
  std::vector<Question> asked;
  std::set<std::string> open_questions;

  Result<void> ask(const Question& question) override;
  Result<Artifact> take(const Question& question, const Origin& from, const Reader& content,
                        std::uint64_t start) override;
  Result<Artifact> note_absent(const Question& question, const std::optional<Origin>& from,
                               Absent::Why why, std::string detail) override;
  Result<void> finding(const Finding& finding) override;
  Result<void> scanned(const evidence::ScannedFile& file) override;
  Result<void> add(std::string_view name, std::string_view content) override;
  std::uint64_t unanswered() const override { return open_questions.size(); }
  std::uint64_t taken_bytes() const override { return taken_; }
  Result<void> finish(How how) override;

 private:
  std::uint64_t taken_ = 0;
};

}  // namespace trousse::tests

/// Leaves a test that needs ../shared/data, saying so.
#define DATA_OR_SKIP(variable, topic)                                      \
  const auto variable##_or_nothing = ::trousse::tests::shared_data(topic); \
  if (!variable##_or_nothing) {                                            \
    WARN("skipped: the shared test data '" topic "' is not here");         \
    return;                                                                \
  }                                                                        \
  const auto variable = *variable##_or_nothing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evidence/archive.hpp"
#include "evidence/case.hpp"
#include "evidence/files.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {

/// A case in a temporary folder, with the words that the tests speak.
struct TestCase {
  tests::TemporaryFolder folder;
  age::Identity expert = age::Identity::generate().value();
  RescueCode code = RescueCode::generate().value();

  std::filesystem::path at(const std::string& name) const { return folder.path() / name; }

  Case create(const std::string& name = "case", Files* files = nullptr) const;
  SealOptions to(const std::string& name) const;
  OpenOptions into(const std::string& name) const;

  static Step step(const std::string& name = "collect");
  static Question question(const std::string& id = "Notes");
  static Origin origin(const std::string& path, const std::string& stream = "");
  /// Takes one file under a question of its own.
  static Artifact take(Intake& intake, const std::string& path, const std::string& content,
                       const std::string& stream = "");
  /// A case with one step of two files, sealed as `name`.
  Seal sealed(const std::string& name = "archive.zip", const std::string& folder = "case") const;
};

/// A Reader whose sectors fail, or which says a size that it does not have.
class PatchyReader final : public Reader {
 public:
  PatchyReader(std::string bytes, std::uint64_t stated) : bytes_(std::move(bytes)), size_(stated) {}
  std::vector<Gap> bad;
  Errc error = Errc::unreadable;
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  std::string bytes_;
  std::uint64_t size_;
};

bool has_program(const std::string& name);
/// Runs a shell command of the test; its output is kept out of the way. True when it ended with 0.
bool runs(const std::string& command);

}  // namespace trousse::evidence

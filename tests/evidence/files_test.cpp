// SPDX-License-Identifier: Apache-2.0
#include "evidence/files.hpp"

#include <algorithm>

#include <unistd.h>

#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

/// The real disk, until there is no room `left` or goes away: what a full or a pulled key does.
class SmallKey final : public Files {
 public:
  std::uint64_t left = ~std::uint64_t{0};
  Errc when_full = Errc::key_full;

  class Output final : public OutputFile {
   public:
    Output(SmallKey& key, std::unique_ptr<OutputFile> out) : key_(key), out_(std::move(out)) {}
    Result<void> write(std::span<const std::byte> bytes) override {
      if (bytes.size() > key_.left) return fail(key_.when_full, "no room");
      key_.left -= bytes.size();
      return out_->write(bytes);
    }
    Result<void> sync() override { return out_->sync(); }

   private:
    SmallKey& key_;
    std::unique_ptr<OutputFile> out_;
  };

  Result<std::unique_ptr<OutputFile>> create(const fs::path& path) override {
    auto out = TRY(disk().create(path));
    return std::unique_ptr<OutputFile>(std::make_unique<Output>(*this, std::move(out)));
  }
  Result<std::unique_ptr<OutputFile>> append(const fs::path& path) override {
    auto out = TRY(disk().append(path));
    return std::unique_ptr<OutputFile>(std::make_unique<Output>(*this, std::move(out)));
  }
  Result<void> publish(const fs::path& from, const fs::path& to) override {
    return disk().publish(from, to);
  }
  Result<void> remove(const fs::path& path) override { return disk().remove(path); }
  Result<void> cut(const fs::path& path, std::uint64_t size) override {
    return disk().cut(path, size);
  }
  Result<void> make_folder(const fs::path& path) override { return disk().make_folder(path); }
  Result<void> make_folders(const fs::path& path) override { return disk().make_folders(path); }
  Result<std::vector<std::string>> list(const fs::path& folder) override {
    return disk().list(folder);
  }
  Result<void> set_time(const fs::path& path, std::int64_t s, std::uint32_t ns) override {
    return disk().set_time(path, s, ns);
  }
  Result<std::unique_ptr<Reader>> read(const fs::path& path) override { return disk().read(path); }
  Result<std::uint64_t> room(const fs::path&) override { return left; }
};

// Bytes that no compression makes small.
std::string noise(std::size_t size) {
  std::string text(size, '\0');
  std::uint64_t state = 88172645463325252ULL;
  for (char& byte : text) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<char>(state);
  }
  return text;
}

}  // namespace

TEST_CASE("a device without room says key_full") {
  if (::access("/dev/full", W_OK) != 0) {
    WARN("skipped: no /dev/full here");
    return;
  }
  const auto full = Files::disk().append("/dev/full");
  REQUIRE(full);
  const auto answer = (*full)->write(tests::bytes_of("x"));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::key_full);
}

TEST_CASE("a final name that is taken is never overwritten") {
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "a", "first");
  tests::write_file(folder.path() / "b", "second");
  const auto refused = Files::disk().publish(folder.path() / "b", folder.path() / "a");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::exists);
  CHECK_FALSE(Files::disk().create(folder.path() / "a"));
  CHECK(tests::read_file(folder.path() / "a") == "first");
}

TEST_CASE("a key that is full or pulled stops the step, and what was closed stays whole") {
  const TestCase test;
  for (const Errc trouble : {Errc::key_full, Errc::key_removed}) {
    SmallKey key;
    const std::string name = trouble == Errc::key_full ? "full" : "removed";
    {
      Case one = test.create(name, &key);
      auto first = one.begin(TestCase::step("scan"));
      REQUIRE(first);
      TestCase::take(**first, "/kept.txt", "kept");
      REQUIRE((*first)->finish(Intake::How::done));
      auto intake = one.begin(TestCase::step());
      REQUIRE(intake);
      key.left = 2'000'000;
      key.when_full = trouble;
      const std::string large = noise(40'000'000);
      const auto refused = (*intake)->take(TestCase::question(), TestCase::origin("/large"),
                                           MemoryReader(tests::bytes_of(large)));
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == trouble);
      // Nothing more goes in, and the same reason is given.
      const auto after = (*intake)->finish(Intake::How::done);
      REQUIRE_FALSE(after);
      CHECK(after.error().code == trouble);
    }
    const fs::path parts = test.at(name) / "parts";
    CHECK(Files::disk().list(parts).value() == std::vector<std::string>{"001-scan.tar.zst.age"});
    auto again = Case::open(test.at(name));
    REQUIRE(again);
    auto intake = again->begin(TestCase::step());
    REQUIRE(intake);
    REQUIRE((*intake)->finish(Intake::How::cancelled));
    REQUIRE(seal(*again, test.to(name + ".zip")));
    CHECK(verify(test.at(name + ".zip"))->whole);
  }
}

TEST_CASE("an archive that does not fit leaves nothing under its name") {
  const TestCase test;
  SmallKey key;
  Case one = test.create("case", &key);
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  TestCase::take(**intake, "/large", noise(3'000'000));
  REQUIRE((*intake)->finish(Intake::How::done));
  key.left = 1'000'000;
  const auto refused = seal(one, test.to("archive.zip"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::key_full);
  CHECK_FALSE(fs::exists(test.at("archive.zip")));
  CHECK_FALSE(fs::exists(test.at("archive.zip.partial")));
  key.left = 10'000'000;
  REQUIRE(seal(one, test.to("archive.zip")));
  CHECK(verify(test.at("archive.zip"))->whole);
}

TEST_CASE("a case whose folder went away says key_removed") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  fs::rename(test.at("case"), test.at("pulled"));
  const auto answer = (*intake)->take(TestCase::question(), TestCase::origin("/a"),
                                      MemoryReader(tests::bytes_of("x")));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::key_removed);
}

}  // namespace trousse::evidence

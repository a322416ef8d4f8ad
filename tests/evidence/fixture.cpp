// SPDX-License-Identifier: Apache-2.0
#include "tests/evidence/fixture.hpp"

#include <cstdlib>
#include <cstring>

#include "tests/support/catch.hpp"

namespace trousse::evidence {

Case TestCase::create(const std::string& name, Files* files) const {
  auto made = Case::create({at(name), {expert.recipient()}, code, "Cabinet", "fr"}, files);
  REQUIRE(made);
  return std::move(*made);
}

SealOptions TestCase::to(const std::string& name) const {
  SealOptions options;
  options.out = at(name);
  options.readmes = {{"LISEZMOI.txt", "Bonjour\n"}, {"README.txt", "Hello\n"}};
  return options;
}

OpenOptions TestCase::into(const std::string& name) const {
  OpenOptions options;
  options.out = at(name);
  options.openers = {expert};
  return options;
}

Step TestCase::step(const std::string& name) {
  return {name, "/home/x/Dupont.dd", R"({"serial":"S1","path":"/home/x/Dupont.dd"})",
          R"({"tool":"test"})"};
}

Question TestCase::question(const std::string& id) { return {id, "notes", "/**/" + id}; }

Origin TestCase::origin(const std::string& path, const std::string& stream) {
  Origin origin;
  origin.volume = "C";
  origin.file.path = EvidencePath(path);
  origin.file.entry = 64;
  origin.file.standard.modified = Utc{1'700'000'000, 123'456'700};
  origin.stream = stream;
  return origin;
}

Artifact TestCase::take(Intake& intake, const std::string& path, const std::string& content,
                        const std::string& stream) {
  REQUIRE(intake.ask(question()));
  const auto taken =
      intake.take(question(), origin(path, stream), MemoryReader(tests::bytes_of(content)));
  REQUIRE(taken);
  return *taken;
}

Seal TestCase::sealed(const std::string& name, const std::string& where) const {
  Case one = create(where);
  auto intake = one.begin(step());
  REQUIRE(intake);
  take(**intake, "/Users/Alice/note.txt", "pay " + where);
  take(**intake, "/Windows/System32/config/SYSTEM", std::string(3'000, 'r'));
  REQUIRE((*intake)->finish(Intake::How::done));
  const auto seal_made = seal(one, to(name));
  if (!seal_made) FAIL(seal_made.error().what);
  return *seal_made;
}

Result<std::size_t> PatchyReader::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= bytes_.size()) return std::size_t{0};
  const std::size_t count = std::min<std::uint64_t>(into.size(), bytes_.size() - offset);
  for (const Gap& hole : bad) {
    if (offset < hole.offset + hole.length && hole.offset < offset + count) {
      return fail(error, "bad sector");
    }
  }
  std::memcpy(into.data(), bytes_.data() + offset, count);
  return count;
}

bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

bool runs(const std::string& command) {
  return std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace trousse::evidence

// SPDX-License-Identifier: Apache-2.0
#include "formats/hive.hpp"

#include <filesystem>

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/hive_writer.hpp"

using namespace trousse;
using formats::Hive;
using tools::at;
using tools::HiveWriter;

namespace {

HiveWriter sample() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\TEST", at("2026-11-19T07:52:31Z"));
  hive.text("Logiciel\\Version", "Nom", "Cabinet m\u00e9dical").dword("Logiciel", "Nombre", 26100);
  hive.expand_text("Logiciel", "Chemin", "%SystemRoot%\\x").qword("Logiciel", "Grand", 1ULL << 40);
  hive.binary("Logiciel", "Gros", tools::Random(3).bytes(50000)).text("Logiciel", "", "sans nom");
  hive.key("Logiciel\\Version", at("2026-01-02T03:04:05Z")).key("\u00c9t\u00e9\\\u4e2d");
  for (int i = 0; i < 1200; ++i) hive.key("Beaucoup\\cle " + std::to_string(i));
  return hive;
}

Result<Hive> opened(const std::string& bytes) { return Hive::open(tests::bytes_of(bytes)); }

/// Visits all that can be reached, to a bound; gives the count of keys.
std::size_t walk(const Hive& hive, const std::string& path, int depth, std::size_t& left) {
  if (depth > 16 || left == 0) return 0;
  --left;
  std::size_t count = 1;
  for (const Hive::Value& value : hive.values(path)) (void)hive.value(path, value.name);
  for (const std::string& name : hive.subkeys(path)) {
    if (name.empty()) continue;
    count += walk(hive, path.empty() ? name : path + "\\" + name, depth + 1, left);
  }
  return count;
}

std::size_t walk(const Hive& hive, std::size_t most = 2000) { return walk(hive, "", 0, most); }

}  // namespace

TEST_CASE("Values of a hive come out as they were put in") {
  const auto hive = opened(sample().bytes());
  REQUIRE(hive);
  CHECK(hive->text("Logiciel\\Version", "Nom") == "Cabinet m\u00e9dical");
  CHECK(hive->text("Logiciel", "Chemin") == "%SystemRoot%\\x");
  CHECK(hive->text("Logiciel", "") == "sans nom");
  CHECK(hive->number("Logiciel", "Nombre") == 26100U);
  CHECK(hive->number("Logiciel", "Grand") == 1ULL << 40);
  CHECK_FALSE(hive->number("Logiciel", "Chemin"));
  CHECK_FALSE(hive->text("Logiciel", "Nombre"));
  const auto big = hive->value("Logiciel", "Gros");
  REQUIRE(big);
  CHECK(big->type == 3);
  CHECK(tests::text_of(big->data) == tools::Random(3).bytes(50000));
  CHECK(hive->values("Logiciel").size() == 5);
}

TEST_CASE("Keys and values are found whatever their case") {
  const auto hive = opened(sample().bytes());
  REQUIRE(hive);
  CHECK(hive->text("LOGICIEL\\version", "NOM") == "Cabinet m\u00e9dical");
  CHECK(hive->subkeys("\u00e9T\u00c9") == std::vector<std::string>{"\u4e2d"});
  CHECK(hive->last_written("logiciel\\VERSION") == at("2026-01-02T03:04:05Z"));
}

TEST_CASE("A key of more children than one list holds gives them all") {
  const auto hive = opened(sample().bytes());
  REQUIRE(hive);
  CHECK(hive->subkeys("Beaucoup").size() == 1200);
  CHECK(hive->last_written("Beaucoup\\cle 1199"));
}

TEST_CASE("What is not in a hive is not found") {
  const auto hive = opened(sample().bytes());
  REQUIRE(hive);
  CHECK(hive->subkeys("Absente").empty());
  CHECK(hive->values("Logiciel\\Absente").empty());
  CHECK_FALSE(hive->value("Logiciel", "Absente"));
  CHECK_FALSE(hive->last_written("Absente"));
}

TEST_CASE("Bytes that are no hive are refused with a reason") {
  CHECK(opened("").error().code == Errc::malformed);
  CHECK(opened("regf").error().code == Errc::malformed);
  CHECK(opened(std::string(9000, 'x')).error().code == Errc::malformed);
  std::string old = sample().bytes();
  old[24] = 1;  // version 1.1
  CHECK(opened(old).error().code == Errc::unsupported);
  std::string rootless = sample().bytes();
  rootless.replace(36, 4, std::string(4, '\xFF'));
  CHECK(opened(rootless).error().code == Errc::malformed);
  CHECK_FALSE(opened(sample().log()));
}

TEST_CASE("A hive with random damage never breaks its reader") {
  HiveWriter small("TEST", at("2026-11-19T07:52:31Z"));
  small.text("A\\B", "x", "texte").binary("A", "gros", tools::Random(1).bytes(40000));
  for (int i = 0; i < 40; ++i) small.dword("A\\" + std::to_string(i), "n", 7);
  const std::string whole = small.bytes();
  tools::Random random(20261119);
  std::size_t still_opened = 0;
  for (int round = 0; round < 400; ++round) {
    std::string damaged = whole;
    for (std::uint64_t i = 0; i <= random.below(24); ++i) {
      // Half of the damage goes to the first bin, where the keys are.
      const std::size_t from = random.below(2) == 0 ? 4096 : 0;
      const std::size_t place =
          from + random.below(random.below(2) == 0 ? 4000 : whole.size() - from);
      damaged[place] = static_cast<char>(random.below(4) == 0 ? 0xFF : random.below(256));
    }
    if (random.below(8) == 0) damaged.resize(random.below(damaged.size()));
    if (const auto hive = opened(damaged)) {
      ++still_opened;
      CHECK(walk(*hive, 500) >= 1);
    }
  }
  CHECK(still_opened > 100);
}

TEST_CASE("A key that is its own child is not followed for ever") {
  HiveWriter small("TEST", at("2026-11-19T07:52:31Z"));
  small.key("A");
  std::string bytes = small.bytes();
  // The list of the root's children has one row: make it the root itself, whose cell is at 32.
  const auto list = bytes.find("lh");
  REQUIRE(list != std::string::npos);
  bytes.replace(list + 4, 4, tools::Bytes().u32(32).str());
  const auto hive = opened(bytes);
  REQUIRE(hive);
  CHECK(hive->subkeys("") == std::vector<std::string>{"ROOT"});
  std::string deep = "ROOT";
  for (int i = 0; i < 1000; ++i) deep += "\\ROOT";
  CHECK(hive->subkeys(deep).empty());
}

TEST_CASE("Hives of real machines open, the damaged ones too, or say why not") {
  DATA_OR_SKIP(folder, "04-registry");
  std::size_t opened_count = 0;
  const auto hives = folder / "EricZimmerman+Registry" / "Registry.Test" / "Hives";
  for (const auto& entry : std::filesystem::directory_iterator(hives)) {
    INFO(entry.path().string());
    const auto hive = opened(tests::read_file(entry.path()));
    if (hive) {
      ++opened_count;
      CHECK(walk(*hive) >= 8);
    } else {
      CHECK_FALSE(hive.error().what.empty());
    }
  }
  CHECK(opened_count >= 10);
  const auto damaged = opened(tests::read_file(hives / "SAMBadHBinHeader"));
  REQUIRE(damaged);
  CHECK(damaged->subkeys("SAM\\Domains\\Account\\Users\\Names").size() >= 2);
}

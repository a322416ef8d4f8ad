// SPDX-License-Identifier: Apache-2.0
#include "formats/event_log.hpp"

#include <algorithm>
#include <filesystem>

#include "formats/log_values.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/evtx_writer.hpp"

using namespace trousse;
using formats::EventLog;
using formats::LogRecord;
using tools::at;
using tools::Bytes;

namespace {

constexpr std::size_t header_block = 4096;
constexpr std::size_t chunk_size = 65536;
constexpr std::size_t first_record = header_block + 512;

tools::LogRecord logon(int i) {
  tools::LogRecord record;
  record.when = tools::later(at("2026-11-19T02:10:00Z"), i, 1234500);
  record.provider = "Microsoft-Windows-Security-Auditing";
  record.id = 4624;
  record.level = 0;
  record.user = "S-1-5-18";
  record.data = {{"TargetUserName", "M\u00e9decin " + std::to_string(i)},
                 {"LogonType", "10"},
                 {"IpAddress", ""}};
  return record;
}

std::string log_of(int count, std::uint64_t first = 1) {
  std::vector<tools::LogRecord> records;
  for (int i = 0; i < count; ++i) records.push_back(logon(i));
  return tools::evtx_file("Security", "PC-01", records, first);
}

struct Seen {
  std::vector<LogRecord> records;
  formats::EventLogFacts facts;
};

Seen read(const Reader& bytes) {
  Seen seen;
  auto log = EventLog::open(bytes);
  REQUIRE(log);
  LogRecord record;
  while (true) {
    const auto step = log->next(record);
    REQUIRE(step);
    if (*step == EventLog::Step::end) break;
    if (*step == EventLog::Step::record) seen.records.push_back(record);
  }
  seen.facts = log->facts();
  CHECK(seen.facts.records == seen.records.size());
  return seen;
}

Seen read(const std::string& bytes) { return read(MemoryReader(tests::bytes_of(bytes))); }

std::string field(const LogRecord& record, const std::string& name) {
  for (const auto& [key, value] : record.data) {
    if (key == name) return value;
  }
  return "(none)";
}

/// Where the record of a number begins.
std::size_t place_of(const std::string& log, std::uint64_t number) {
  const std::string mark = Bytes().text(std::string_view("**\0\0", 4)).take();
  const std::string wanted = Bytes().u64(number).take();
  for (auto found = log.find(mark); found != std::string::npos; found = log.find(mark, found + 1)) {
    if (log.substr(found + 8, 8) == wanted) return found;
  }
  FAIL("no such record");
  return 0;
}

void put(std::string& into, std::size_t place, const std::string& bytes) {
  into.replace(place, bytes.size(), bytes);
}

/// A log of one event whose body a test writes by hand: `body` is what stands in the template,
/// `values` the descriptors and bytes of its values.
struct ByHand {
  struct Value {
    std::uint8_t type;
    std::string bytes;
  };
  std::vector<Value> values;
  std::string data;  ///< tokens inside <EventData>

  static constexpr std::size_t body_at = 512 + 24 + 4 + 10 + 24;

  /// An element whose name stands right behind its offset.
  static std::string open(std::size_t here, const std::string& name) {
    Bytes out;
    out.u8(0x01).u16(0xFFFF).u32(0).u32(here + 11).u32(0).u16(0).u16(name.size());
    return out.utf16(name).u16(0).u8(0x02).take();
  }

  std::string body() const {
    Bytes out;
    out.u8(0x0F).u8(1).u8(1).u8(0);
    out.text(open(body_at + out.size(), "Event"));
    out.text(open(body_at + out.size(), "EventData"));
    out.text(data).u8(0x04).u8(0x04).u8(0x00);
    return out.take();
  }

  std::string log() const {
    const std::string whole = body();
    Bytes record;
    record.u32(0x2A2A).u32(0).u64(7).time(at("2026-11-19T02:10:00Z"));
    record.u8(0x0F).u8(1).u8(1).u8(0).u8(0x0C).u8(1).u32(1).u32(512 + 24 + 4 + 10);
    record.u32(0).zeros(16).u32(whole.size()).text(whole).u32(values.size());
    for (const Value& value : values) record.u16(value.bytes.size()).u8(value.type).u8(0);
    for (const Value& value : values) record.text(value.bytes);
    record.u8(0).align(8).u32(record.size() + 4);
    record.put_u32(4, record.size());
    Bytes out;
    out.text(std::string_view("ElfFile\0", 8)).zeros(24).u32(128).u16(1).u16(3).u16(header_block);
    out.fill_to(header_block).text(std::string_view("ElfChnk\0", 8)).u64(7).u64(7).u64(7).u64(7);
    out.u32(128).u32(512).u32(512 + record.size()).fill_to(first_record).text(record.str());
    return out.fill_to(header_block + chunk_size).take();
  }
};

std::string place_token(std::size_t value, std::uint8_t type) {
  return Bytes().u8(0x0E).u16(value).u8(type).take();
}

std::string value_text(std::uint8_t type, const std::string& bytes) {
  const auto held = tests::bytes_of(bytes);
  std::span<const std::byte> left(held);
  const std::string text = formats::next_value_text(type, left);
  CHECK(left.empty());
  return text;
}

}  // namespace

TEST_CASE("An event comes out with its names, values, time and place") {
  const Seen seen = read(log_of(2, 48213));
  REQUIRE(seen.records.size() == 2);
  const LogRecord& second = seen.records[1];
  CHECK(second.number == 48214);
  CHECK(second.when == tools::later(at("2026-11-19T02:10:00Z"), 1, 1234500));
  CHECK(second.event_id == 4624);
  CHECK(second.level == 0);
  CHECK(second.channel == "Security");
  CHECK(second.provider == "Microsoft-Windows-Security-Auditing");
  CHECK(second.computer == "PC-01");
  CHECK(second.user == "S-1-5-18");
  REQUIRE(second.data.size() == 2);  // what has no value is not there
  CHECK(second.data[0] == std::pair<std::string, std::string>("TargetUserName", "M\u00e9decin 1"));
  CHECK(field(second, "LogonType") == "10");
  CHECK(seen.facts.damaged_records == 0);
  CHECK(seen.facts.damaged_chunks == 0);
  CHECK_FALSE(seen.facts.dirty);
}

TEST_CASE("Values of UserData have the names of their elements") {
  tools::LogRecord record = logon(0);
  record.user_data = "LogFileCleared";
  record.data = {{"SubjectUserName", "Secretariat"}, {"Channel", "System"}};
  record.user = "";
  const Seen seen = read(tools::evtx_file("System", "PC-01", {record}));
  REQUIRE(seen.records.size() == 1);
  CHECK(seen.records[0].data.size() == 2);
  CHECK(field(seen.records[0], "SubjectUserName") == "Secretariat");
  CHECK(seen.records[0].channel == "System");
  CHECK(seen.records[0].user.empty());
}

TEST_CASE("A log of many chunks is read in its order, one chunk at a time") {
  class Watched final : public Reader {
   public:
    explicit Watched(std::string bytes) : inner(tests::bytes_of(bytes)) {}
    std::uint64_t size() const override { return inner.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
      largest = std::max(largest, into.size());
      return inner.read_at(offset, into);
    }
    MemoryReader inner;
    mutable std::size_t largest = 0;
  };
  const Watched bytes(log_of(2000));
  REQUIRE(bytes.size() > header_block + 4 * chunk_size);
  const Seen seen = read(bytes);
  REQUIRE(seen.records.size() == 2000);
  for (std::size_t i = 0; i < 2000; ++i) REQUIRE(seen.records[i].number == i + 1);
  CHECK(bytes.largest <= chunk_size);
}

TEST_CASE("A damaged event costs itself and is counted") {
  std::string log = log_of(5);
  SECTION("its mark") { log[place_of(log, 3)] = 'x'; }
  SECTION("its size") { log[place_of(log, 3) + 5] = '\x7F'; }
  SECTION("its content") { log[place_of(log, 3) + 24 + 4] = '\x1D'; }
  const Seen seen = read(log);
  CHECK(seen.facts.damaged_records == 1);
  REQUIRE(seen.records.size() == 4);
  CHECK(seen.records[1].number == 2);
  CHECK(seen.records[2].number == 4);
}

TEST_CASE("A template that is damaged costs the events that use it, and no other") {
  std::vector<tools::LogRecord> records{logon(0), logon(1), logon(2)};
  tools::LogRecord other = logon(3);
  other.id = 1102;
  other.data = {{"SubjectUserName", "x"}};
  records.push_back(other);
  std::string log = tools::evtx_file("Security", "PC-01", records);
  // Behind the fragment header of the record, its instance and the header of the definition.
  log[place_of(log, 1) + 24 + 4 + 10 + 24 + 4] = '\x1D';
  const Seen seen = read(log);
  CHECK(seen.facts.damaged_records == 3);
  REQUIRE(seen.records.size() == 1);
  CHECK(seen.records[0].event_id == 1102);
}

TEST_CASE("A chunk without its mark is counted, and its events are read") {
  std::string log = log_of(5);
  put(log, header_block, "XXXXXXX");
  const Seen seen = read(log);
  CHECK(seen.facts.damaged_chunks == 1);
  CHECK(seen.records.size() == 5);
}

TEST_CASE("A log that was not closed gives its last events too") {
  std::string log = log_of(5);
  log[120] = 1;                         // dirty
  put(log, 42, Bytes().u16(0).take());  // no chunk, says the header
  const std::size_t end_of_first = place_of(log, 2) - header_block;
  put(log, header_block + 32, Bytes().u64(1).take());  // one event, says the chunk
  put(log, header_block + 48, Bytes().u32(end_of_first).take());
  const Seen seen = read(log);
  CHECK(seen.facts.dirty);
  CHECK(seen.facts.damaged_records == 0);
  CHECK(seen.records.size() == 5);
}

TEST_CASE("What an earlier use of a chunk left behind its end is not given again") {
  std::string log = log_of(5, 100);
  const std::size_t end = place_of(log, 103);
  put(log, end + 8, Bytes().u64(42).take());
  put(log, header_block + 32, Bytes().u64(102).take());
  put(log, header_block + 48, Bytes().u32(end - header_block).take());
  const Seen seen = read(log);
  CHECK(seen.records.size() == 3);
  CHECK(seen.facts.damaged_records == 0);
}

TEST_CASE("A log that is cut gives what is left of it") {
  const std::string log = log_of(1000);
  REQUIRE(log.size() > header_block + 2 * chunk_size);
  const Seen seen = read(log.substr(0, header_block + chunk_size + 20000));
  CHECK(seen.records.size() > 100);
  CHECK(seen.records.size() < 1000);
  CHECK(seen.facts.damaged_records == 1);
  CHECK(read(log.substr(0, header_block)).records.empty());
}

TEST_CASE("Bytes that cannot be read count as a damaged chunk") {
  class Failing final : public Reader {
   public:
    explicit Failing(const std::string& bytes) : inner(tests::bytes_of(bytes)) {}
    std::uint64_t size() const override { return inner.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
      if (offset < header_block + 8192 && offset + into.size() > header_block + 4096) {
        return fail(Errc::unreadable, "bad sector");
      }
      return inner.read_at(offset, into);
    }
    MemoryReader inner;
  };
  const Seen seen = read(Failing(log_of(1000)));
  CHECK(seen.facts.damaged_chunks == 1);
  CHECK(seen.facts.damaged_records >= 1);
  CHECK(seen.records.size() > 500);
}

TEST_CASE("What is no event log of version 3 is refused") {
  const auto code = [](std::string bytes) {
    const MemoryReader reader(tests::bytes_of(bytes));
    const auto log = EventLog::open(reader);
    REQUIRE_FALSE(log);
    return log.error().code;
  };
  CHECK(code("") == Errc::malformed);
  CHECK(code("ElfFile") == Errc::malformed);
  CHECK(code(log_of(1).substr(0, 100)) == Errc::malformed);
  std::string later = log_of(1);
  later[38] = 4;
  CHECK(code(later) == Errc::unsupported);
}

TEST_CASE("Values are written as Windows writes them") {
  CHECK(value_text(0x01, tools::utf16("caf\u00e9") + std::string(2, '\0')) == "caf\u00e9");
  CHECK(value_text(0x02, "caf\xE9") == "caf\u00e9");
  CHECK(value_text(0x03, "\xFF") == "-1");
  CHECK(value_text(0x04, "\xFF") == "255");
  CHECK(value_text(0x05, "\xFE\xFF") == "-2");
  CHECK(value_text(0x07, "\xFE\xFF\xFF\xFF") == "-2");
  CHECK(value_text(0x08, Bytes().u32(4000000000U).take()) == "4000000000");
  CHECK(value_text(0x0A, Bytes().u64(1ULL << 63).take()) == "9223372036854775808");
  CHECK(value_text(0x0D, Bytes().u32(1).take()) == "true");
  CHECK(value_text(0x0E, std::string("\x00\xAB", 2)) == "00AB");
  CHECK(value_text(0x0F, Bytes().guid("{54849625-5478-4994-A5BA-3E3B0328C30D}").take()) ==
        "{54849625-5478-4994-A5BA-3E3B0328C30D}");
  CHECK(value_text(0x11, Bytes().time(at("2026-11-19T02:10:00Z")).take()) ==
        "2026-11-19T02:10:00.0000000Z");
  CHECK(value_text(0x13, tests::text_of(tests::bytes_from_hex(
                             "01020000000000052000000020020000"))) == "S-1-5-32-544");
  CHECK(value_text(0x14, Bytes().u32(0x3E7).take()) == "0x3e7");
  CHECK(value_text(0x15, Bytes().u64(0).take()) == "0x0");
  CHECK(value_text(0x08, "ab").empty());
  CHECK(value_text(0x13, "\x01\xFF").empty());
}

TEST_CASE("Each string of an array is a value of its own, under one name") {
  ByHand made;
  const std::string list = tools::utf16("un") + std::string(2, '\0') + tools::utf16("deux");
  made.values = {{0x81, list}};
  Bytes data;
  const std::size_t here = ByHand::body_at + ByHand().body().size() - 3;
  data.text(ByHand::open(here, "Data")).text(place_token(0, 0x81)).u8(0x04);
  made.data = data.take();
  const Seen seen = read(made.log());
  REQUIRE(seen.records.size() == 1);
  const std::vector<std::pair<std::string, std::string>> expected{{"Data", "un"}, {"Data", "deux"}};
  CHECK(seen.records[0].data == expected);
  CHECK(seen.records[0].number == 7);
}

TEST_CASE("Entities and fixed text join into one value") {
  ByHand made;
  const std::size_t here = ByHand::body_at + ByHand().body().size() - 3;
  Bytes data;
  data.text(ByHand::open(here, "Data"));
  data.u8(0x45).u8(0x01).u16(2).utf16("a ");
  const std::size_t entity = here + data.size();
  data.u8(0x49).u32(entity + 5).u32(0).u16(0).u16(3).utf16("amp").u16(0);
  data.u8(0x48).u16(0x20).u8(0x05).u8(0x01).u16(1).utf16("b").u8(0x04);
  made.data = data.take();
  const Seen seen = read(made.log());
  REQUIRE(seen.records.size() == 1);
  CHECK(field(seen.records[0], "Data") == "a & b");
}

TEST_CASE("An event that repeats one value without end is given up, in bounded work") {
  ByHand made;
  made.values = {{0x01, tools::utf16(std::string(8000, 'A'))}};
  const std::size_t here = ByHand::body_at + ByHand().body().size() - 3;
  Bytes data;
  data.text(ByHand::open(here, "Data"));
  for (int i = 0; i < 9000; ++i) data.text(place_token(0, 0x01));
  made.data = data.u8(0x04).take();
  const Seen seen = read(made.log());
  CHECK(seen.records.empty());
  CHECK(seen.facts.damaged_records == 1);
}

TEST_CASE("Templates that repeat templates are given up, in bounded work") {
  const std::size_t here = ByHand::body_at + ByHand().body().size() - 3;
  Bytes data;
  data.text(ByHand::open(here, "Data"));
  for (int i = 0; i < 60; ++i) data.text(place_token(0, 0x21));
  // Each value is an instance of the same template, whose value is the next one.
  const auto nested = [](int depth) {
    std::string value = tools::utf16("x");
    for (int i = 0; i < depth; ++i) {
      Bytes out;
      out.u8(0x0F).u8(1).u8(1).u8(0).u8(0x0C).u8(1).u32(1).u32(512 + 24 + 4 + 10);
      out.u32(1).u16(value.size()).u8(i == 0 ? 0x01 : 0x21).u8(0).text(value);
      value = out.take();
    }
    return value;
  };
  ByHand made;
  made.data = data.u8(0x04).take();
  made.values = {{0x21, nested(1)}};
  CHECK(read(made.log()).records.size() == 1);
  made.values = {{0x21, nested(6)}};  // 60 to the sixth
  CHECK(read(made.log()).facts.damaged_records == 1);
}

TEST_CASE("A name that is longer than any of Windows is damage, and is not copied") {
  for (const std::size_t length : {1024U, 1025U}) {
    ByHand made;
    const std::size_t here = ByHand::body_at + ByHand().body().size() - 3;
    Bytes data;
    data.text(ByHand::open(here, std::string(length, 'N')));
    data.u8(0x05).u8(0x01).u16(1).utf16("b").u8(0x04);
    made.data = data.take();
    CHECK(read(made.log()).facts.damaged_records == (length > 1024 ? 1 : 0));
  }
}

TEST_CASE(
    "A log that is all room gives its reader a turn for each chunk, however large it says it is") {
  struct Endless final : Reader {
    std::string head = log_of(1).substr(0, 128);
    std::uint64_t size() const override { return std::uint64_t{1} << 62; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
      for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = offset + i < head.size() ? std::byte(head[offset + i]) : std::byte{};
      }
      return into.size();
    }
  };
  const Endless endless;
  auto log = EventLog::open(endless);
  REQUIRE(log);
  LogRecord record;
  for (int i = 0; i < 100; ++i) {
    const auto step = log->next(record);
    REQUIRE(step);
    CHECK(*step == EventLog::Step::nothing);
  }
}

TEST_CASE("No damage makes the reader read elsewhere or stop the program") {
  tools::Random random(11);
  const std::string whole = log_of(60);
  for (int round = 0; round < 300; ++round) {
    std::string log = whole;
    const std::uint64_t changes = 1 + random.below(40);
    for (std::uint64_t i = 0; i < changes; ++i) {
      log[header_block + random.below(24000)] = static_cast<char>(random.next());
    }
    const Seen seen = read(log);
    CHECK(seen.records.size() <= 62);
  }
}

TEST_CASE("The public event logs are read whole, odd ones included") {
  DATA_OR_SKIP(data, "03-evtx");
  const auto count = [&](const std::string& path) {
    return read(tests::read_file(data / path)).records.size();
  };
  CHECK(count("omerbenamram+evtx/samples/system.evtx") == 1881);
  CHECK(count("omerbenamram+evtx/samples/security.evtx") == 2261);
  CHECK(count("mdecrevoisier+EVTX-to-MITRE-Attack/Antivirus/"
              "ID1116-1117-Defender threat detected.evtx") == 6);
  std::uint64_t logs = 0;
  std::uint64_t records = 0;
  std::uint64_t damaged = 0;
  std::uint64_t without_channel = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (entry.path().extension() != ".evtx") continue;
    const Seen seen = read(tests::read_file(entry.path()));
    ++logs;
    records += seen.records.size();
    damaged += seen.facts.damaged_records;
    for (const LogRecord& record : seen.records) {
      if (record.channel.empty() || record.event_id == 0 || !record.when) ++without_channel;
    }
    if (seen.facts.damaged_records + seen.facts.damaged_chunks > 0) {
      UNSCOPED_INFO(entry.path().string()
                    << ": " << seen.facts.damaged_records << " and " << seen.facts.damaged_chunks);
    }
  }
  CHECK(logs == 206);
  CHECK(records > 29000);
  CHECK(damaged < 150);  // seven of the logs are damaged
  CHECK(without_channel < records / 100);
}

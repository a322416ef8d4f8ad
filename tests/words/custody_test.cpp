// SPDX-License-Identifier: Apache-2.0
#include "words/custody.hpp"

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/words/both.hpp"
#include "words/wrap.hpp"

using namespace trousse;
using namespace trousse::words;
using Json = nlohmann::ordered_json;

namespace {

std::string joined(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& one : sentences) out += one + "\n";
  return out;
}

std::string told(const char* json, Language language = Language::french) {
  return joined(custody(Json::parse(json), language));
}

std::size_t columns(std::string_view line) {
  std::size_t count = 0;
  for (const char byte : line) count += (byte & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    longest = std::max(longest, columns(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return longest;
}

const std::string hash(64, 'a');

}  // namespace

TEST_CASE("What was answered and what was seen of the network is told in sentences") {
  const auto reader = [](const std::string& step, const std::string& value, Language) {
    return AnswerWords{"Q " + step, "A " + value};
  };
  const auto line = Json::parse(R"({"event":"answer","step":"care","value":"nobody"})");
  CHECK(joined(custody(line, Language::english, reader)) == "Question: Q care\nAnswer: A nobody\n");
  CHECK(joined(custody(line, Language::english)) == "Question: care\nAnswer: nobody\n");
  CHECK(told(R"({"event":"sheet","sheet":"malware"})", Language::english) ==
        "Sheet that is followed: malware\n");
  const std::string network = told(
      R"({"event":"network","cut":"no","radios_off":"yes","firewall":"unknown","ports":[
          {"name":"eth0","kind":"wired","plugged":"yes","address":"yes"},
          {"name":"wlan0","kind":"wifi","plugged":"no","address":"no"},7]})",
      Language::english);
  CHECK(network ==
        "Network of the computer that runs Trousse: a connection stays open\n"
        "Network socket (eth0): connected, with an address\n"
        "Wi-Fi (wlan0): nothing is connected\n"
        "Wi-Fi and Bluetooth off: yes\n"
        "Firewall of Trousse in place: unknown\n");
}

TEST_CASE("Each event of the journal is told by what it holds") {
  CHECK(told(R"({"event":"reader_died","volume":2,"file_system":"NTFS","death":"signal 11"})",
             Language::english) ==
        "The program that reads volume 2 (NTFS) died: signal 11. That volume is not read.\n");
  CHECK(told(R"({"event":"operator","typed":"Dr Martin, m\u00e9decin"})") ==
        "Op\u00e9rateur (nom saisi, non v\u00e9rifi\u00e9) : Dr Martin, m\u00e9decin\n");
  const std::string disk = told(
      R"({"event":"begin","number":1,"step":"collect","source":{"model":"Samsung 980",
          "serial":"S649","size":500107862016,"read_only":true,"volumes":[{},{}]},
          "versions":{"trousse":"0.1.0","key":"0.1.0 9028ef1fc602","libraries":{"libtsk":"4.11.1"},
          "rules":[{"set":"definitions","files":29,"sha256":"abcd"}]}})",
      Language::english);
  CHECK(disk.find("Step 1: collecting traces\n") == 0);
  CHECK(disk.find("Disk: Samsung 980, 500 GB\n") != std::string::npos);
  CHECK(disk.find("Serial number: S649\n") != std::string::npos);
  CHECK(disk.find("forbids writing to this disk: yes\n") != std::string::npos);
  CHECK(disk.find("Volumes read: 2\n") != std::string::npos);
  CHECK(disk.find("Version of the key: 0.1.0 9028ef1fc602\n") != std::string::npos);
  CHECK(disk.find("Libraries: libtsk 4.11.1\n") != std::string::npos);
  CHECK(disk.find("Rules (collection, of Trousse, 29): abcd\n") != std::string::npos);
  const std::string part = told(("{\"event\":\"part\",\"name\":\"001-collect.tar.zst.age\","
                                 "\"size\":1400000,\"sha256\":\"" +
                                 hash + "\",\"files\":12,\"bytes\":99}")
                                    .c_str());
  CHECK(part.find("Empreinte courte : " + hash.substr(0, 16) + "\n") != std::string::npos);
  CHECK(part.find("SHA-256 : " + hash + "\n") != std::string::npos);
  CHECK(part.find("Fichiers : 12") != std::string::npos);
}

TEST_CASE("A clock is told with the watch, and by how much it is wrong") {
  const char* behind =
      R"({"event":"clock","rtc":"2026-11-24T19:05:12","system":"2026-11-24T18:05:12.0000000Z",
          "uptime":3720,"source":"watch","typed":"2026-11-24 20:07","zone":"+01:00",
          "offset":3708})";
  const std::string text = told(behind);
  CHECK(text.find("telle quelle : 2026-11-24 19:05:12\n") != std::string::npos);
  CHECK(text.find("1 h 2 min") != std::string::npos);
  CHECK(text.find("L'horloge retarde de 1 h 1 min.") != std::string::npos);
  CHECK(told(R"({"event":"clock","source":"none"})").find("Aucune montre") != std::string::npos);
  CHECK(told(R"({"event":"clock","source":"watch","offset":0})").find("concordent") !=
        std::string::npos);
  CHECK_FALSE(custody_offset(Json::parse(R"({"offset":9223372036854775807})")));
  CHECK_FALSE(custody_offset(Json::parse(R"({"offset":"12"})")));
  CHECK(custody_offset(Json::parse(R"({"offset":-7})")) == -7);
  CHECK(custody_watch(Json::parse(R"({"time":"2026-11-24T18:00:00.0000000Z"})"), 3'700,
                      Language::english) == "By the watch: 24 November 2026, 19:01 UTC");
}

TEST_CASE("A duration is said by its two largest units") {
  const auto said = [](std::uint64_t seconds) { return duration(seconds, Language::english); };
  CHECK(said(0) == "0 s");
  CHECK(said(59) == "59 s");
  CHECK(said(60) == "1 min");
  CHECK(said(61) == "1 min 1 s");
  CHECK(said(3'600) == "1 h");
  CHECK(said(3'601) == "1 h");
  CHECK(said(90'061) == "1 d 1 h");
}

TEST_CASE("What is missing, of another type or unknown costs nothing but its own sentence") {
  for (const char* event : {"created", "reopened", "torn", "operator", "machine", "clock",
                            "confined", "begin", "part", "end", "seal", "sealed", "image"}) {
    for (const Language language : both) {
      INFO(event);
      const auto empty = custody(Json{{"event", event}}, language);
      CHECK_FALSE((empty.empty() && std::string_view(event) != "operator"));
      Json wrong{{"event", event}};
      for (const char* field :
           {"case", "size", "sha256", "source", "versions", "libraries", "rules", "typed", "lacks",
            "holds", "offset", "number", "step", "volumes", "boot", "time"}) {
        wrong[field] = Json::array({1, Json::object({{"a", -1}}), "x", nullptr});
      }
      for (const std::string& sentence : custody(wrong, language)) CHECK_FALSE(sentence.empty());
    }
  }
  CHECK(told(R"({"n":1,"event":"image","prev":"","segments":3})").find("segments : 3\n") !=
        std::string::npos);
  CHECK(custody_title(3, Json::parse(R"({"time":"yesterday"})"), Language::french) ==
        "Ligne 3, heure illisible");
}

TEST_CASE("What a hostile journal holds cannot speak to the terminal, nor fill it") {
  Json hostile{{"event", "\x1b[2Jevil"}, {"typed", "\x1b]0;x\x07"}};
  hostile["field\x1b[31m"] = std::string(100'000, 'A');
  for (int i = 0; i < 50; ++i) hostile["rules"].push_back({{"set", "\u202e"}, {"sha256", "\r\n"}});
  for (const char* event : {"\x1b[2Jevil", "operator", "begin", "confined", "part"}) {
    hostile["event"] = event;
    for (const std::string& sentence : custody(hostile, Language::french)) {
      CHECK(printable(sentence) == sentence);
      CHECK(sentence.size() < 2'000);
    }
  }
}

TEST_CASE("A text is broken at spaces to the width of a screen, and no word is cut") {
  CHECK(wrapped("one two three", 0, 7) == "one two\n  three");
  CHECK(wrapped("one two", 2, 80) == "  one two");
  CHECK(wrapped("", 2, 80) == "  ");
  CHECK(wrapped("SHA-256 : " + hash, 0, 40) == "SHA-256 :\n  " + hash);
  // The sign behind a word is no line of its own.
  CHECK(wrapped("abcdefgh :", 0, 8) == "abcdefgh :");
  const std::string accents = "\u00e9\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9";
  CHECK(wrapped(accents, 0, 8) == accents);
  CHECK(longest_line(wrapped(std::string(400, 'a') + " b c", 0, 10)) == 400);
}

TEST_CASE("The journal of a usual case fits a screen of 80 columns") {
  for (const Language language : both) {
    for (const char* event : {R"({"event":"machine","vendor":"LENOVO","product":"21HD0000FR",
              "version":"ThinkPad T14 Gen 4","firmware":"uefi","bios_vendor":"LENOVO",
              "bios_version":"N3QET40W 1.40","bios_date":"03/05/2025","secure_boot":true})",
                              R"({"event":"confined","holds":["no_new_privileges","seccomp"],
              "lacks":["landlock: Function not implemented"]})",
                              R"({"event":"clock","source":"none"})"}) {
      for (const std::string& sentence : custody(Json::parse(event), language)) {
        CHECK(longest_line(wrapped(sentence, 4)) <= 80);
      }
    }
    const auto part = custody(Json{{"event", "part"}, {"sha256", hash}}, language);
    CHECK(longest_line("    " + part.back()) <= 80);
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_value.hpp"

#include <string>

#include "formats/sigma_pattern.hpp"
#include "tests/formats/sigma_case.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::SigmaPattern;
using Place = formats::SigmaPattern::Place;

namespace {

/// Whether a value of a rule, in its place, matches the value of a field.
bool fits(std::string_view value, std::string_view text, Place place = Place::whole,
          bool windash = false) {
  return SigmaPattern(value, {place, false, windash}).matches(formats::folded_value(text));
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("values compare whole and without case, but with `cased`") {
  const auto record = process({{"Image", "C:\\Windows\\CMD.exe"}, {"User", "\xC3\x89lise"}});
  CHECK(answer_of_line("Image: c:\\windows\\cmd.EXE", record) == "yes");
  CHECK(answer_of_line("Image: cmd.exe", record) == "no");
  CHECK(answer_of_line("User: \xC3\xA9lise", record) == "yes");
  CHECK(answer_of_line("Image|cased: C:\\Windows\\CMD.exe", record) == "yes");
  CHECK(answer_of_line("Image|cased: c:\\windows\\cmd.exe", record) == "no");
  CHECK(answer_of_line("Image|endswith|cased: CMD.exe", record) == "yes");
}

TEST_CASE("a star is any text, a question mark one letter, in every place of a value") {
  CHECK(fits("*", ""));
  CHECK(fits("prog?.exe", "progA.exe"));
  CHECK_FALSE(fits("prog?.exe", "prog.exe"));
  CHECK(fits("prog?.exe", "prog\xC3\xA9.exe"));
  CHECK_FALSE(fits("prog??.exe", "prog\xC3\xA9.exe"));
  CHECK(fits("a*b*c", "a--b--b--c"));
  CHECK(fits("a*b", "aab"));
  CHECK_FALSE(fits("a*b*c", "a--c--b"));
  CHECK_FALSE(fits("ab*ba", "aba"));
  CHECK(fits("*x*", "wxyz"));
  CHECK(fits("*?z", "yz"));
  CHECK_FALSE(fits("*?z", "z"));
  CHECK(fits("a*?", "abc"));
  CHECK_FALSE(fits("a*?", "a"));
  CHECK(fits("", ""));
  CHECK_FALSE(fits("", "x"));
  CHECK(fits("a*b", "xaxbx", Place::anywhere));
  CHECK(fits("a?b", "xacbx", Place::anywhere));
  CHECK_FALSE(fits("a?b", "xabx", Place::anywhere));
  CHECK(fits("a*b", "acbx", Place::start));
  CHECK_FALSE(fits("a*b", "xacb", Place::start));
  CHECK(fits("a*b", "xacb", Place::end));
  CHECK_FALSE(fits("a*b", "xacbx", Place::end));
  CHECK(fits("?b", "aab", Place::end));
}

TEST_CASE("backslashes escape wildcards and themselves, as the specification counts them") {
  CHECK(fits(R"(C:\Windows)", R"(C:\Windows)"));
  CHECK(fits(R"(C:\\Windows)", R"(C:\Windows)"));
  CHECK(fits(R"(a\*b)", "a*b"));
  CHECK_FALSE(fits(R"(a\*b)", "axb"));
  CHECK(fits(R"(a\?b)", "a?b"));
  CHECK_FALSE(fits(R"(a\?b)", "axb"));
  CHECK(fits(R"(a\\*b)", R"(a\xyzb)"));
  CHECK_FALSE(fits(R"(a\\*b)", R"(axyzb)"));
  CHECK(fits(R"(a\\\*b)", R"(a\*b)"));
  CHECK(fits(R"(\\\host)", R"(\\host)"));
  CHECK(fits(R"(\\\\host)", R"(\\host)"));
  CHECK(fits(R"(C:\)", R"(C:\)"));
  CHECK(fits(R"(\Temp\)", R"(C:\Temp\x)", Place::anywhere));
}

TEST_CASE("contains, startswith and endswith each look at their place") {
  const auto record = process({{"CommandLine", "cmd /c whoami"}});
  CHECK(answer_of_line("CommandLine|contains: ' /C '", record) == "yes");
  CHECK(answer_of_line("CommandLine|startswith: CMD", record) == "yes");
  CHECK(answer_of_line("CommandLine|startswith: whoami", record) == "no");
  CHECK(answer_of_line("CommandLine|endswith: WHOAMI", record) == "yes");
  CHECK(answer_of_line("CommandLine|endswith: cmd", record) == "no");
  CHECK(answer_of_line("CommandLine|contains: powershell", record) == "no");
}

TEST_CASE("of a list one value is enough, with `all` each is needed") {
  const auto record = process({{"CommandLine", "net user add"}});
  CHECK(answer_of_line("CommandLine|contains: [user, group]", record) == "yes");
  CHECK(answer_of_line("CommandLine|contains: [local, group]", record) == "no");
  CHECK(answer_of_line("CommandLine|contains|all: [user, add]", record) == "yes");
  CHECK(answer_of_line("CommandLine|contains|all: [user, group]", record) == "no");
  CHECK(answer_of_line("CommandLine|all|contains: [user, add]", record) == "yes");
}

TEST_CASE("null is a field that is absent or empty, '' one that is empty") {
  const auto record = process({{"Empty", ""}, {"Full", "x"}});
  CHECK(answer_of_line("Absent: null", record) == "yes");
  CHECK(answer_of_line("Absent:", record) == "yes");
  CHECK(answer_of_line("Empty: null", record) == "yes");
  CHECK(answer_of_line("Full: null", record) == "no");
  CHECK(answer_of_line("Empty: ''", record) == "yes");
  CHECK(answer_of_line("Absent: ''", record) == "no");
  CHECK(answer_of_line("Full: [null, x]", record) == "yes");
}

TEST_CASE("exists asks for the field, not for its value") {
  const auto record = process({{"Empty", ""}});
  CHECK(answer_of_line("Empty|exists: true", record) == "yes");
  CHECK(answer_of_line("Empty|exists: false", record) == "no");
  CHECK(answer_of_line("Absent|exists: true", record) == "no");
  CHECK(answer_of_line("Absent|exists: false", record) == "yes");
  CHECK(says(answer_of_line("Absent|exists: perhaps", record), "true or false"));
}

TEST_CASE("numbers are compared as numbers, hexadecimal ones too, and words are none") {
  const auto record = process({{"Port", "443"}, {"Handle", "0x1F"}, {"Word", "many"}});
  CHECK(answer_of_line("Port: 443", record) == "yes");
  CHECK(answer_of_line("Port|lt: 1000", record) == "yes");
  CHECK(answer_of_line("Port|lt: 443", record) == "no");
  CHECK(answer_of_line("Port|lte: 443", record) == "yes");
  CHECK(answer_of_line("Port|gt: 99", record) == "yes");
  CHECK(answer_of_line("Port|gt: 443", record) == "no");
  CHECK(answer_of_line("Port|gte: 443", record) == "yes");
  CHECK(answer_of_line("Port|gt: 442.5", record) == "yes");
  CHECK(answer_of_line("Port|gt: -1", record) == "yes");
  CHECK(answer_of_line("Handle|gte: 31", record) == "yes");
  CHECK(answer_of_line("Handle|gt: 31", record) == "no");
  CHECK(answer_of_line("Word|gt: 0", record) == "no");
  CHECK(answer_of_line("Absent|lt: 5", record) == "no");
  CHECK(says(answer_of_line("Port|lt: nan", record), "no number"));
}

TEST_CASE("neq wants the field, and none of the values in it") {
  const auto record = process({{"User", "Alice"}, {"Parent", "alice"}});
  CHECK(answer_of_line("User|neq: bob", record) == "yes");
  CHECK(answer_of_line("User|neq: alice", record) == "no");
  CHECK(answer_of_line("User|neq: [bob, ALICE]", record) == "no");
  CHECK(answer_of_line("User|endswith|neq: ice", record) == "no");
  CHECK(answer_of_line("Absent|neq: bob", record) == "no");
  CHECK(answer_of_line("User|fieldref|neq: Parent", record) == "no");
  CHECK(says(answer("title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    '|neq': x\n"
                    "  condition: s\n",
                    record),
             "no field is named"));
}

TEST_CASE("fieldref compares two fields of the event") {
  const auto record = process({{"Image", "C:\\a.exe"}, {"Target", "c:\\A.EXE"}, {"Disk", "C:"}});
  CHECK(answer_of_line("Target|fieldref: Image", record) == "yes");
  CHECK(answer_of_line("Target|cased|fieldref: Image", record) == "no");
  CHECK(answer_of_line("Image|fieldref|startswith: Disk", record) == "yes");
  CHECK(answer_of_line("Image|fieldref|endswith: Disk", record) == "no");
  CHECK(answer_of_line("Image|fieldref|contains: Disk", record) == "yes");
  CHECK(answer_of_line("Image|fieldref: Disk", record) == "no");
  CHECK(answer_of_line("Image|fieldref: Absent", record) == "no");
}

TEST_CASE("re is a regular expression, with its own letters i, m and s") {
  const auto record = process({{"CommandLine", "first\nSECOND 12"}});
  CHECK(answer_of_line("CommandLine|re: 'SECOND \\d+'", record) == "yes");
  CHECK(answer_of_line("CommandLine|re: second", record) == "no");
  CHECK(answer_of_line("CommandLine|re|i: second", record) == "yes");
  CHECK(answer_of_line("CommandLine|re: ^SECOND", record) == "no");
  CHECK(answer_of_line("CommandLine|re|m: ^SECOND", record) == "yes");
  CHECK(answer_of_line("CommandLine|re: first.SECOND", record) == "no");
  CHECK(answer_of_line("CommandLine|re|s|i: first.second", record) == "yes");
  CHECK(answer_of_line("CommandLine|re|all: ['^first', '12$']", record) == "yes");
  CHECK(says(answer_of_line("CommandLine|re: '('", record), "a regular expression: "));
  CHECK(says(answer_of_line("CommandLine|i: x", record), "'i' is not known"));
  CHECK(says(answer_of_line("CommandLine|re|contains: x", record), "do not go together"));
}

TEST_CASE("an expression that comes to no answer is counted, and is no match") {
  formats::SigmaRules rules;
  rules.add("t", rule_with("  sel:\n    CommandLine|re: '(a+)+$'\n  condition: sel\n"));
  REQUIRE(rules.count() == 1);
  CHECK(rules.match(process({{"CommandLine", "aab"}})).empty());
  CHECK(rules.take_gave_up() == 0);
  CHECK(rules.match(process({{"CommandLine", std::string(30'000, 'a') + "b"}})).empty());
  CHECK(rules.take_gave_up() == 1);
  CHECK(rules.take_gave_up() == 0);
}

TEST_CASE("cidr knows networks of both kinds, and IPv4 written as IPv6") {
  const auto at = [](std::string_view network, std::string_view address) {
    return answer_of_line("Ip|cidr: " + std::string(network),
                          process({{"Ip", std::string(address)}}));
  };
  CHECK(at("10.0.0.0/8", "10.255.0.1") == "yes");
  CHECK(at("10.0.0.0/8", "11.0.0.1") == "no");
  CHECK(at("192.168.4.0/22", "192.168.7.255") == "yes");
  CHECK(at("192.168.4.0/22", "192.168.8.0") == "no");
  CHECK(at("0.0.0.0/0", "8.8.8.8") == "yes");
  CHECK(at("0.0.0.0/0", "fe80::1") == "no");
  CHECK(at("10.0.0.0/8", "::ffff:10.0.0.1") == "yes");
  CHECK(at("'fe80::/10'", "fe80::1%12") == "yes");
  CHECK(at("'::1/128'", "::1") == "yes");
  CHECK(at("127.0.0.1", "127.0.0.1") == "yes");
  CHECK(at("10.0.0.0/8", "-") == "no");
  CHECK(at("10.0.0.0/8", "") == "no");
  CHECK(says(at("10.0.0.0/33", "10.0.0.1"), "no IP network"));
  CHECK(says(at("'10.*'", "10.0.0.1"), "no IP network"));
}

TEST_CASE("Base64 is made of the value, in the three shifts where the place is open") {
  using formats::SigmaEncoding;
  const auto plain = formats::encoded_sigma_text("foobar", {SigmaEncoding::base64});
  CHECK(plain == std::vector<std::string>{"Zm9vYmFy"});
  CHECK(formats::encoded_sigma_text("fo", {SigmaEncoding::base64})[0] == "Zm8=");
  CHECK(formats::encoded_sigma_text("f", {SigmaEncoding::base64})[0] == "Zg==");
  const auto wide =
      formats::encoded_sigma_text("A", {SigmaEncoding::utf16le, SigmaEncoding::base64});
  CHECK(wide[0] == "QQA=");
  CHECK(formats::encoded_sigma_text("A", {SigmaEncoding::utf16be, SigmaEncoding::base64})[0] ==
        "AEE=");
  CHECK(formats::encoded_sigma_text("A", {SigmaEncoding::utf16, SigmaEncoding::base64})[0] ==
        "//5BAA==");

  // Whatever stands before and behind it.
  for (const std::string before : {"", "x", "xy", "xyz"}) {
    for (const std::string behind : {"", "q", "qr"}) {
      const std::string whole = before + "/bin/bash" + behind;
      const auto record = process(
          {{"CommandLine", formats::encoded_sigma_text(whole, {SigmaEncoding::base64})[0]}});
      CHECK(answer_of_line("CommandLine|base64offset|contains: /bin/bash", record) == "yes");
      CHECK(answer_of_line("CommandLine|base64offset|contains: /bin/zsh1", record) == "no");
    }
  }
  // powershell -enc of "IEX", as Windows encodes it.
  const auto record = process({{"CommandLine", "powershell -enc SQBFAFgA"}});
  CHECK(answer_of_line("CommandLine|wide|base64offset|contains: IEX", record) == "yes");
  CHECK(answer_of_line("CommandLine|utf16le|base64|contains: IEX", record) == "yes");
  CHECK(answer_of_line("CommandLine|base64offset|contains: IEX", record) == "no");
  CHECK(says(answer_of_line("CommandLine|base64: 'a*'", record), "a wildcard cannot be encoded"));
  CHECK(says(answer_of_line("CommandLine|wide|contains: IEX", record), "without a 'base64'"));
}

TEST_CASE("windash takes every dash of Windows' command lines for the others") {
  for (const std::string dash : {"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"}) {
    const auto record = process({{"CommandLine", "certutil " + dash + "decode a-b"}});
    CHECK(answer_of_line("CommandLine|contains|windash: ' -DECODE '", record) == "yes");
    CHECK(answer_of_line("CommandLine|windash|contains: ' /decode '", record) == "yes");
    CHECK(answer_of_line("CommandLine|contains: ' -decode '", record) ==
          (dash == "-" ? "yes" : "no"));
    CHECK(answer_of_line("CommandLine|endswith|windash: '-decode a-b'", record) == "yes");
    CHECK(answer_of_line("CommandLine|endswith|windash: '-decode a/b'", record) == "no");
    CHECK(answer_of_line("CommandLine|contains|windash|all: [' -decode ', 'a-b']", record) ==
          "yes");
  }
  CHECK(fits("-a -b",
             "/a \xE2\x80\x95"
             "b",
             Place::whole, true));
  CHECK_FALSE(fits("-a", "_a", Place::whole, true));
}

TEST_CASE("a modifier that is not known or cannot be answered leaves the rule out and is named") {
  const auto record = process({});
  CHECK(says(answer_of_line("Image|unknown: x", record), "'unknown' is not known"));
  CHECK(says(answer_of_line("Image|expand: '%Admins%'", record), "'expand'"));
  CHECK(says(answer_of_line("Time|hour: 3", record), "'hour' of times"));
  CHECK(says(answer_of_line("Image|contains|startswith: x", record), "'startswith' is not known"));
  CHECK(says(answer_of_line("Image|cidr|contains: 10.0.0.0/8", record), "do not go together"));
  CHECK(says(answer_of_line("Image|exists|all: true", record), "do not go together"));
  CHECK(says(answer_of_line("Image|re|base64: x", record), "do not go together"));
  CHECK(says(answer_of_line("Image|base64|base64|base64|base64: x", record), "not known"));
  CHECK(says(answer_of_line("Image||contains: x", record), "'' is not known"));
}

TEST_CASE("a value that is a map, a list in a list or an empty list leaves the rule out") {
  const auto record = process({});
  CHECK(says(answer_of_line("Image: {a: b}", record), "a list or a map as a value"));
  CHECK(says(answer_of_line("Image: [[a]]", record), "a list or a map as a value"));
  CHECK(says(answer_of_line("Image: []", record), "an empty list"));
  CHECK(says(answer_of_line("Image|re: null", record), "where a text belongs"));
}

TEST_CASE("a hostile value meets patterns of many stars in no time") {
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "*a?";
  CHECK_FALSE(fits(stars + "b", std::string(60'000, 'a')));
  CHECK(fits(stars + "*", std::string(60'000, 'a')));
}

// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma.hpp"

#include <thread>

#include <fmt/format.h>

#include "formats/sigma_logs.hpp"
#include "tests/formats/sigma_case.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::SigmaRules;

namespace {

constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon/Operational";

/// A rule of that logsource that any of its events matches.
std::string any_event(std::string_view logsource) {
  return rule_with("  sel:\n    EventID|exists: true\n  condition: sel\n", logsource);
}

std::string answer_at(std::string_view logsource, std::string_view channel, std::uint32_t id,
                      Fields fields = {}) {
  return answer(any_event(logsource), log_record(channel, id, fields));
}

std::string only_complaint(std::string_view text) {
  SigmaRules rules;
  rules.add("dir/a.yml", text);
  CHECK(rules.count() == 0);
  return rules.left_out().size() == 1 ? rules.left_out()[0]
                                      : fmt::format("{} complaints", rules.left_out().size());
}

}  // namespace

TEST_CASE("a rule says of itself what its file says") {
  SigmaRules rules;
  rules.add("a.yml",
            "title: Shadow copies deleted\ntitle_fr: Copies effac\xC3\xA9"
            "es\nid: 0c1b\nstatus: test\n"
            "level: high\ntags: [attack.impact, attack.t1490]\nreferences:\n  - https://a.example\n"
            "logsource: {product: windows, service: security}\n"
            "detection: {s: {EventID: 4688}, condition: s}\n");
  REQUIRE(rules.count() == 1);
  const formats::SigmaRule& rule = rules.rule(0);
  CHECK(rule.title == "Shadow copies deleted");
  CHECK(rule.title_fr ==
        "Copies effac\xC3\xA9"
        "es");
  CHECK(rule.id == "0c1b");
  CHECK(rule.file == "a.yml");
  CHECK(rule.status == "test");
  CHECK(rule.level == Severity::high);
  CHECK(rule.tags == std::vector<std::string>{"attack.impact", "attack.t1490"});
  CHECK(rule.references == std::vector<std::string>{"https://a.example"});
  CHECK(rules.left_out().empty());
}

TEST_CASE("a level that is missing or not Sigma's counts as medium") {
  for (const auto& [level, severity] : std::initializer_list<std::pair<std::string, Severity>>{
           {"informational", Severity::informational},
           {"low", Severity::low},
           {"medium", Severity::medium},
           {"critical", Severity::critical},
           {"terrible", Severity::medium},
           {"''", Severity::medium}}) {
    SigmaRules rules;
    rules.add("a", "level: " + level + "\n" + any_event("{product: windows}"));
    REQUIRE(rules.count() == 1);
    CHECK(rules.rule(0).level == severity);
  }
}

TEST_CASE("rules are numbered as they come, and a match names all that match, ascending") {
  SigmaRules rules;
  rules.add("a", any_event("{product: windows, service: security}") + "---\n" +
                     any_event("{product: windows, service: system}") + "---\n" +
                     any_event("{product: windows}"));
  rules.add("b", rule_with("  s: {EventID: [4624, 4625]}\n  condition: s\n",
                           "{product: windows, service: security}"));
  REQUIRE(rules.count() == 4);
  using Numbers = std::vector<std::size_t>;
  CHECK(rules.match(log_record("Security", 4625, {})) == Numbers{0, 2, 3});
  CHECK(rules.match(log_record("SECURITY", 1, {})) == Numbers{0, 2});
  CHECK(rules.match(log_record("System", 4625, {})) == Numbers{1, 2});
  CHECK(rules.match(log_record("Elsewhere", 4625, {})) == Numbers{2});
  CHECK(rules.match(log_record("", 4625, {})) == Numbers{2});
}

TEST_CASE("event numbers are read out of every form of condition") {
  const auto at = [](std::string_view detection, std::uint32_t id) {
    return answer(rule_with(detection, "{product: windows, service: system}"),
                  log_record("System", id, {{"User", "x"}}));
  };
  const std::string_view either =
      "  a: {EventID: 1, User: x}\n  b: [{EventID: 2}, {User: y}]\n"
      "  condition: a or b\n";
  CHECK(at(either, 1) == "yes");
  CHECK(at(either, 2) == "yes");
  CHECK(at(either, 3) == "no");
  const std::string_view not_one = "  a: {User: x}\n  b: {EventID: 1}\n  condition: a and not b\n";
  CHECK(at(not_one, 1) == "no");
  CHECK(at(not_one, 2) == "yes");
  const std::string_view both =
      "  a: {EventID: [1, 2]}\n  b: {EventID: [2, 3]}\n  condition: a and b\n";
  CHECK(at(both, 1) == "no");
  CHECK(at(both, 2) == "yes");
  CHECK(at(both, 3) == "no");
  const std::string_view open = "  a: {EventID|startswith: 70}\n  condition: a\n";
  CHECK(at(open, 7045) == "yes");
  CHECK(at(open, 45) == "no");
  const std::string_view unlike = "  a: {EventID|neq: 1}\n  condition: a\n";
  CHECK(at(unlike, 1) == "no");
  CHECK(at(unlike, 2) == "yes");
}

TEST_CASE("a logsource is answered by the channels and events of Sigma's taxonomy, and no other") {
  CHECK(answer_at("{product: windows, service: security}", "Security", 5) == "yes");
  CHECK(answer_at("{product: windows, service: security}", "System", 5) == "no");
  CHECK(answer_at("{product: windows, service: powershell}",
                  "Microsoft-Windows-PowerShell/Operational", 5) == "yes");
  CHECK(answer_at("{product: windows, service: powershell}", "PowerShellCore/Operational", 5) ==
        "yes");
  CHECK(answer_at("{product: windows, service: windefend}",
                  "Microsoft-Windows-Windows Defender/Operational", 5) == "yes");
  CHECK(answer_at("{product: windows, category: file_event}", sysmon, 11) == "yes");
  CHECK(answer_at("{product: windows, category: file_event}", sysmon, 12) == "no");
  CHECK(answer_at("{product: windows, category: file_event}", "Security", 11) == "no");
  CHECK(answer_at("{category: process_creation}", sysmon, 1) == "yes");
  CHECK(answer_at("{product: windows, category: process_creation}", "Security", 4688) == "yes");
  CHECK(answer_at("{product: windows, category: process_creation}", "Security", 1) == "no");
  CHECK(answer_at("{product: windows, category: ps_script}",
                  "Microsoft-Windows-PowerShell/Operational", 4104) == "yes");
  CHECK(answer_at("{product: windows, category: ps_script}",
                  "Microsoft-Windows-PowerShell/Operational", 4103) == "no");
  CHECK(answer_at("{product: windows, category: ps_classic_start}", "Windows PowerShell", 400) ==
        "yes");
  CHECK(answer_at("{product: Windows, category: Pipe_Created}", sysmon, 18) == "yes");
  CHECK(answer_at("{product: windows, category: process_creation, service: sysmon}", sysmon, 1) ==
        "yes");
  CHECK(answer_at("{product: windows, category: process_creation, service: sysmon}", "Security",
                  4688) == "no");
}

TEST_CASE("keys of the registry that are made and deleted share a number and differ by type") {
  const auto at = [](std::string_view category, std::string_view type) {
    return answer_at(fmt::format("{{product: windows, category: {}}}", category), sysmon, 12,
                     {{"EventType", std::string(type)}});
  };
  CHECK(at("registry_add", "CreateKey") == "yes");
  CHECK(at("registry_add", "DeleteKey") == "no");
  CHECK(at("registry_delete", "DeleteValue") == "yes");
  CHECK(at("registry_delete", "CreateKey") == "no");
  CHECK(at("registry_event", "CreateKey") == "yes");
}

TEST_CASE("a process of Windows' own log is asked by Sigma's names for its fields") {
  const auto record = log_record("Security", 4688,
                                 {{"NewProcessName", "C:\\Windows\\System32\\cmd.exe"},
                                  {"NewProcessId", "0x1a4"},
                                  {"ProcessId", "0x2b0"},
                                  {"ParentProcessName", "C:\\Windows\\explorer.exe"},
                                  {"SubjectUserName", "alice"},
                                  {"SubjectLogonId", "0x3e7"},
                                  {"MandatoryLabel", "S-1-16-12288"},
                                  {"CommandLine", "cmd /c dir"}});
  CHECK(answer_of_line("Image|endswith: \\cmd.exe", record) == "yes");
  CHECK(answer_of_line("ParentImage|endswith: \\explorer.exe", record) == "yes");
  CHECK(answer_of_line("CommandLine|contains: ' /c '", record) == "yes");
  CHECK(answer_of_line("ProcessId: '0x1a4'", record) == "yes");
  CHECK(answer_of_line("ParentProcessId: '0x2b0'", record) == "yes");
  CHECK(answer_of_line("User: alice", record) == "yes");
  CHECK(answer_of_line("LogonId: '0x3e7'", record) == "yes");
  CHECK(answer_of_line("IntegrityLevel: S-1-16-12288", record) == "yes");
  // A rule for the log itself speaks the log's language.
  const std::string_view security = "{product: windows, service: security}";
  CHECK(answer(rule_with("  s: {EventID: 4688, ProcessId: '0x2b0'}\n  condition: s\n", security),
               record) == "yes");
  CHECK(answer(rule_with("  s: {EventID: 4688, Image|contains: cmd}\n  condition: s\n", security),
               record) == "no");
}

TEST_CASE("rules for an antivirus are asked of Microsoft Defender") {
  const std::string rule = rule_with(
      "  s:\n    Signature|contains: mimikatz\n"
      "    Filename|endswith: .exe\n  condition: s\n",
      "{category: antivirus}");
  const auto found = [](std::uint32_t id) {
    return log_record("Microsoft-Windows-Windows Defender/Operational", id,
                      {{"Threat Name", "HackTool:Win32/Mimikatz"}, {"Path", "file:_C:\\m.exe"}});
  };
  CHECK(answer(rule, found(1116)) == "yes");
  CHECK(answer(rule, found(5007)) == "no");
}

TEST_CASE("rules for other logs are counted, unknown services of Windows are named") {
  SigmaRules rules;
  rules.add("a", any_event("{product: linux, category: process_creation}"));
  rules.add("b", any_event("{category: proxy}"));
  rules.add("c", any_event("{service: apache}"));
  rules.add("d", any_event("{product: windows, category: file_access}"));
  rules.add("e", "status: deprecated\n" + any_event("{product: aws}"));
  CHECK(rules.count() == 0);
  CHECK(rules.for_other_logs() == 5);
  CHECK(rules.left_out().empty());
  rules.add("f", any_event("{product: windows, service: coffee}"));
  rules.add("g", any_event("{product: windows, category: tea}"));
  rules.add("h", any_event("{product: windows, category: ps_script, service: security}"));
  REQUIRE(rules.left_out().size() == 3);
  CHECK(rules.left_out()[0] == "f: A rule: no Windows event log is known for the service 'coffee'");
  CHECK(rules.left_out()[1] == "g: A rule: no Windows event log is known for the category 'tea'");
  CHECK(rules.left_out()[2] ==
        "h: A rule: no Windows event log is known for the category and "
        "service 'ps_script, security'");
}

TEST_CASE("every category leads to channels of a known service") {
  for (const std::string_view category : {"process_creation", "registry_set", "wmi_event",
                                          "ps_module", "antivirus", "sysmon_error"}) {
    const auto places = formats::sigma_log_places("windows", category, "");
    REQUIRE(places);
    REQUIRE_FALSE(places->empty());
    for (const auto& place : *places) {
      CHECK_FALSE(place.channel.empty());
      CHECK_FALSE(place.ids.empty());
    }
  }
}

TEST_CASE("fields are the event's data by name, without regard to case and spaces") {
  const auto record = process({{"Threat Name", "Eicar"}, {"Data", "one"}, {"Data", "two"}});
  CHECK(answer_of_line("Threat Name: eicar", record) == "yes");
  CHECK(answer_of_line("ThreatName: eicar", record) == "yes");
  CHECK(answer_of_line("threatname: eicar", record) == "yes");
  CHECK(answer_of_line("Data: one", record) == "yes");
  CHECK(answer_of_line("Data: two", record) == "yes");
  CHECK(answer_of_line("Data|all: [one, two]", record) == "yes");
  CHECK(answer_of_line("Data: three", record) == "no");
}

TEST_CASE("the envelope of an event has fields too, unless its data has one of that name") {
  const auto record = process({});
  CHECK(answer_of_line("EventID: 1", record) == "yes");
  CHECK(answer_of_line("Channel|contains: sysmon", record) == "yes");
  CHECK(answer_of_line("Provider_Name: provider-of-tests", record) == "yes");
  CHECK(answer_of_line("Computer: cabinet-1", record) == "yes");
  CHECK(answer_of_line("ComputerName: cabinet-1", record) == "yes");
  CHECK(answer_of_line("Level: 4", record) == "yes");
  CHECK(answer_of_line("EventRecordID: 77", record) == "yes");
  CHECK(answer_of_line("UserID: S-1-5-18", record) == "yes");
  const auto cleared = [](std::string_view line) {
    return answer(rule_with("  s:\n    " + std::string(line) + "\n  condition: s\n",
                            "{product: windows, service: system}"),
                  log_record("System", 104, {{"Channel", "Application"}}));
  };
  CHECK(cleared("Channel: Application") == "yes");
  CHECK(cleared("Channel: System") == "no");
  CHECK(only_complaint(rule_with("  s: {Message: x}\n  condition: s\n")).find("'Message'") !=
        std::string::npos);
  CHECK(only_complaint(rule_with("  s: {Keywords: x}\n  condition: s\n")).find("'Keywords'") !=
        std::string::npos);
}

TEST_CASE("maps are and, lists of maps or, words without a field are looked for everywhere") {
  const auto record = process({{"A", "apple pie"}, {"B", "bread"}});
  const auto says = [&](std::string_view selection) {
    return answer(rule_with("  s: " + std::string(selection) + "\n  condition: s\n"), record);
  };
  CHECK(says("{A|contains: apple, B: bread}") == "yes");
  CHECK(says("{A|contains: apple, B: butter}") == "no");
  CHECK(says("[{A|contains: apple, B: butter}, {B: bread}]") == "yes");
  CHECK(says("[{A: apple}, {B: butter}]") == "no");
  CHECK(says("[PIE, cake]") == "yes");
  CHECK(says("[cake, butter]") == "no");
  CHECK(says("pie") == "yes");
  CHECK(says("['app*pie']") == "yes");
  CHECK(says("[cabinet-1]") == "yes");
  CHECK(says("{'|all': [pie, bread]}") == "yes");
  CHECK(says("{'|all': [pie, butter]}") == "no");
  CHECK(says("{'|re': 'b.ead'}") == "yes");
  CHECK(says("[cake, {B: bread}]") == "yes");
  CHECK(says("[]").find("selection 's': empty") != std::string::npos);
  CHECK(says("").find("selection 's': empty") != std::string::npos);
  CHECK(says("{}").find("selection 's': an empty map") != std::string::npos);
  CHECK(says("[null]").find("where a text belongs") != std::string::npos);
}

TEST_CASE("what is no rule is named with its file, its title and the reason") {
  CHECK(only_complaint("a: [1").rfind("dir/a.yml: line ", 0) == 0);
  CHECK(only_complaint("only words") == "dir/a.yml: no map");
  CHECK(only_complaint("title: T\ndetection: {s: x, condition: s}") ==
        "dir/a.yml: T: no logsource");
  CHECK(only_complaint("title: T\nlogsource: {product: windows}") == "dir/a.yml: T: no detection");
  CHECK(only_complaint("title: T\nlogsource: {product: windows}\ndetection: x") ==
        "dir/a.yml: T: no detection");
  CHECK(only_complaint("title: T\nlogsource: {product: windows}\ndetection: {s: x}") ==
        "dir/a.yml: T: no condition");
  CHECK(only_complaint("logsource: {product: windows}\ndetection: {s: x, condition: s}") ==
        "dir/a.yml: no title");
  CHECK(only_complaint(rule_with("  s: x\n  condition: t\n")) ==
        "dir/a.yml: A rule: the condition names 't', which no selection is");
  CHECK(only_complaint(rule_with("  s: x\n  condition: s | count() > 5\n")) ==
        "dir/a.yml: A rule: its condition counts events ('|'), which Sigma 2 took out");
  CHECK(only_complaint(rule_with("  s: x\n  timeframe: 5m\n  condition: s\n")) ==
        "dir/a.yml: A rule: it looks at several events within a time ('timeframe')");
  CHECK(only_complaint("status: deprecated\n" + any_event("{product: windows}")) ==
        "dir/a.yml: A rule: its authors call it deprecated");
  CHECK(only_complaint("status: unsupported\n" + any_event("{product: windows}")) ==
        "dir/a.yml: A rule: its authors call it unsupported");
  CHECK(only_complaint("title: F\nlogsource: {product: windows}\nfilter: {rules: any, s: x}") ==
        "dir/a.yml: F: a filter for other rules is not supported");
  CHECK(only_complaint("\"a\\e[31m\": 1\n\"a\\e[31m\": 2").find('\x1b') == std::string::npos);
  CHECK(only_complaint("title: \"a\\e[31mb\"\nlogsource: {product: windows}").find('\x1b') ==
        std::string::npos);
  SigmaRules rules;
  rules.add("empty", "# nothing\n---\n---\n");
  CHECK(rules.left_out().empty());
}

TEST_CASE("what only serves a correlation raises nothing by itself, unless asked to") {
  const auto file = [](std::string_view more) {
    return "name: failed\n" + any_event("{product: windows, service: security}") +
           "---\ntitle: Many\ncorrelation:\n  type: event_count\n  rules: [failed]\n" +
           std::string(more);
  };
  SigmaRules rules;
  rules.add("c", file(""));
  CHECK(rules.count() == 0);
  REQUIRE(rules.left_out().size() == 2);
  CHECK(rules.left_out()[0] == "c: A rule: it only serves a correlation of this file");
  CHECK(rules.left_out()[1] == "c: Many: correlation of events is not supported");
  SigmaRules asked;
  asked.add("c", file("  generate: true\n"));
  CHECK(asked.count() == 1);
  CHECK(asked.left_out().size() == 1);
}

TEST_CASE("action: global is merged into the rules behind it, until reset") {
  SigmaRules rules;
  rules.add("g",
            "action: global\ntitle: Two logs\nlevel: high\ndetection: {condition: s}\n---\n"
            "logsource: {product: windows, service: security}\ndetection: {s: {EventID: 1}}\n---\n"
            "logsource: {product: windows, service: system}\ndetection: {s: {EventID: 2}}\n"
            "level: low\n---\naction: reset\n---\n"
            "logsource: {product: windows}\ndetection: {s: {EventID: 3}}\n---\naction: repeat\n");
  REQUIRE(rules.count() == 2);
  CHECK(rules.rule(0).title == "Two logs");
  CHECK(rules.rule(0).level == Severity::high);
  CHECK(rules.rule(1).level == Severity::low);
  CHECK(rules.match(log_record("Security", 1, {})) == std::vector<std::size_t>{0});
  CHECK(rules.match(log_record("System", 2, {})) == std::vector<std::size_t>{1});
  CHECK(rules.match(log_record("System", 1, {})).empty());
  REQUIRE(rules.left_out().size() == 2);
  CHECK(rules.left_out()[0] == "g: no title");
  CHECK(rules.left_out()[1] == "g: action 'repeat'");
}

TEST_CASE("the size of a file, the count of rules and their room are bounded, and said") {
  CHECK(only_complaint(std::string((1U << 20) + 1, '#')) == "dir/a.yml: more than 1048576 bytes");

  SigmaRules many;
  std::string hundred;
  for (int i = 0; i < 100; ++i) {
    hundred += any_event("{product: windows, service: ntfs}") + "---\n";
  }
  for (int i = 0; i < 201; ++i) many.add("h", hundred);
  CHECK(many.count() == 20'000);
  REQUIRE(many.left_out().size() == 100);
  CHECK(many.left_out()[0] == "h: A rule: more than 20000 rules");

  SigmaRules wide;
  std::string values = "    EventID:\n";
  for (int i = 0; i < 60'000; ++i) values += fmt::format("      - {}\n", i);
  for (int i = 0; i < 9; ++i) {
    wide.add("w", rule_with("  s:\n" + values + "  condition: s\n", "{product: windows}"));
  }
  CHECK(wide.count() == 8);
  REQUIRE(wide.left_out().size() == 1);
  CHECK(wide.left_out()[0].find("more values than there is room for") != std::string::npos);
  CHECK(wide.match(log_record("System", 59'999, {})).size() == 8);
  CHECK(wide.match(log_record("System", 60'000, {})).empty());

  std::string global = "action: global\ntitle: T\ndetection:\n  condition: s\n  s:\n    A:\n";
  for (int i = 0; i < 5'000; ++i) global += "      - x\n";
  for (int i = 0; i < 100; ++i) global += "---\nlogsource: {product: windows}\n";
  CHECK(only_complaint(global).find("too many rules behind an 'action: global'") !=
        std::string::npos);
}

TEST_CASE("a rule set is asked by several threads at once") {
  SigmaRules rules;
  rules.add("a", rule_with("  s: {CommandLine|re: 'a.c', Image|endswith: .exe}\n  condition: s\n"));
  std::vector<std::size_t> counts(4);
  std::vector<std::thread> threads;
  for (std::size_t& count : counts) {
    threads.emplace_back([&rules, &count] {
      for (int i = 0; i < 1000; ++i) {
        count += rules.match(process({{"CommandLine", "abc"}, {"Image", "X.EXE"}})).size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(counts == std::vector<std::size_t>(4, 1000));
}

TEST_CASE("an event of a hundred thousand equal fields is still one event") {
  formats::LogRecord record = process({});
  for (int i = 0; i < 100'000; ++i) record.data.emplace_back("Image", "a");
  CHECK(answer_of_line("Image: b", record) == "no");
  CHECK(answer_of_line("Image: a", record) == "yes");
}

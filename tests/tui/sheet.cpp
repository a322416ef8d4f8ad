// SPDX-License-Identifier: Apache-2.0
#include "tests/tui/sheet.hpp"

#include "core/text.hpp"
#include "tui/width.hpp"

namespace trousse::tests {

using namespace playbooks;

namespace {

Line advice(std::string fr, std::string en) {
  return {{std::move(fr), std::move(en), 0}, Confidence::ours, ""};
}

Step step(std::string id, std::string fr, std::string en, Verb verb) {
  return {std::move(id), {std::move(fr), std::move(en), 0}, std::move(verb), {}, true, {}};
}

Playbook general() {
  Playbook sheet;
  sheet.id = "general";
  sheet.title = {"Un doute sur un ordinateur", "A doubt about a computer"};
  sheet.steps = {
      step("hour", "Quand avez-vous compris le problème ?", "When did you understand the problem?",
           Ask{Ask::Kind::hour,
               {advice("Cette heure fait courir les délais.", "This hour starts the time limits.")},
               {}}),
      step("see", "Que voyez-vous ?", "What do you see?",
           Ask{Ask::Kind::choice,
               {},
               {{"ransom",
                 {"Une demande d'argent, des fichiers illisibles",
                  "A demand for money, files that do not open"},
                 "ransomware"},
                {"mail", {"Une messagerie qui envoie seule", "A mailbox that sends by itself"}, ""},
                {"unknown", {"Je ne sais pas", "I do not know"}, ""}}}),
      step("later", "Montrez cette page à votre prestataire.",
           "Show this page to your IT provider.",
           Tell{{advice("Il vous rappelle.", "He calls back.")}}),
  };
  return sheet;
}

Playbook ransomware() {
  Playbook sheet;
  sheet.id = "ransomware";
  sheet.title = {"Rançongiciel", "Ransomware"};
  sheet.steps = {
      step("network", "Coupez le réseau.", "Cut the network.",
           Tell{{advice("Débranchez le câble.", "Unplug the cable."),
                 advice("Coupez le Wi-Fi.", "Switch the Wi-Fi off."),
                 {{"La box coupe aussi le téléphone fixe.", "The router cuts the landline too."},
                  Confidence::general,
                  ""}}}),
      step("isolation", "Trousse regarde le réseau.", "Trousse looks at the network.",
           Check{Check::What::isolation, {}}),
      step("clock", "Quelle heure est-il à votre téléphone ?", "What time is it on your phone?",
           Check{Check::What::clock, {}}),
      step("disk", "Quel disque faut-il examiner ?", "Which disk is to be examined?",
           Ask{Ask::Kind::disk, {}, {}}),
      step("keys", "Qui pourra ouvrir l'archive ?", "Who will be able to open the archive?",
           Ask{Ask::Kind::keys, {}, {}}),
      step("notes", "Qu'avez-vous fait avant de venir ici ?", "What did you do before?",
           Ask{Ask::Kind::text, {}, {}}),
      step("collect", "Collecte", "Collection", Collect{"medical", {}}),
      step("scan", "Examen", "Scan", Scan{}),
      step("seal", "Scellement", "Seal", Seal{}),
      step("hand_over", "Ensuite", "Next",
           HandOver{{advice("Changez vos mots de passe depuis un autre appareil.",
                            "Change your passwords from another device.")}}),
  };
  return sheet;
}

SourceInfo device(std::string path, std::uint64_t size, std::string model) {
  SourceInfo info;
  info.path = std::move(path);
  info.kind = SourceKind::block_device;
  info.size = size;
  info.model = std::move(model);
  info.read_only = true;
  return info;
}

}  // namespace

std::shared_ptr<const Library> small_library() {
  static const auto library =
      std::make_shared<const Library>(Library{{general(), ransomware()}, {}});
  return library;
}

FoundSource windows_disk() {
  FoundSource found{device("/dev/nvme0n1", 512'110'190'592, "Samsung SSD 980"), {}};
  VolumeInfo volume;
  volume.number = 3;
  volume.letter = "C";
  volume.file_system = FileSystem::ntfs;
  WindowsInfo windows;
  windows.display_name = "Windows 11 Pro";
  windows.computer_name = "PC-CABINET";
  windows.users = {{"Alice", "", ""}, {"Secrétariat", "", ""}};
  volume.windows = windows;
  found.volumes = {volume};
  return found;
}

FoundSource locked_disk() {
  FoundSource found{device("/dev/nvme1n1", 256'060'514'304, "WD Blue SN570"), {}};
  VolumeInfo volume;
  volume.number = 1;
  Lock lock;
  lock.recovery_key_id = "4A3F21C7";
  lock.protectors = {{Protector::Kind::tpm, ""}, {Protector::Kind::recovery_password, ""}};
  volume.lock = lock;
  found.volumes = {volume};
  return found;
}

FoundSource empty_disk() {
  FoundSource found{device("/dev/sda", 1'000'204'886'016, ""), {}};
  found.info.removable = true;
  return found;
}

std::vector<Finding> some_findings() {
  Finding note;
  note.kind = "ransom_note";
  note.severity = Severity::critical;
  note.certainty = Certainty::probable;
  note.volume = "C";
  note.path = "/Users/Alice/Bureau/RESTORE-FILES.txt";
  note.facts = {{"family", "LockBit"}};
  Finding renamed;
  renamed.kind = "mass_rename";
  renamed.severity = Severity::high;
  renamed.certainty = Certainty::certain;
  renamed.volume = "C";
  renamed.facts = {{"extension", "lockbit"}, {"files", "1482"}, {"doubled", "1482"}};
  Finding rule;
  rule.kind = "yara";
  rule.rule = "Tool_AnyDesk";
  rule.severity = Severity::medium;
  rule.certainty = Certainty::possible;
  rule.volume = "C";
  rule.path = "/Users/Alice/Downloads/AnyDesk.exe";
  return {note, renamed, rule};
}

tui::Tick evening() { return {from_iso8601("2026-11-23T17:05:00.0000000Z").value_or(Utc{}), 60}; }

namespace {

struct Fake {
  std::vector<Report> operator()(const LookAtDisks&) const {
    return {Looked{{locked_disk(), windows_disk()}, {}}};
  }
  std::vector<Report> operator()(const WatchIsolation&) const { return {KeyRoom{12'000'000'000}}; }
  std::vector<Report> operator()(const MakeCase& wish) const {
    return {CaseReady{"/key/case", "2026-11-23-K7QF2M", wish.rescue_code ? rescue_code : "", {}}};
  }
  std::vector<Report> operator()(const OpenCase& wish) const {
    return {CaseReady{wish.folder,
                      "2026-11-23-K7QF2M",
                      "",
                      {{"hour", "2026-11-23T16:00:00.0000000Z", true},
                       {"see", "ransom", true},
                       {"network", "done", true},
                       {"collect", "done", true}}}};
  }
  std::vector<Report> operator()(const StartStep& start) const {
    std::vector<Report> all{StepBegan{start.kind, "trousse ..."}};
    all.emplace_back(Event(Progress{"", "C:/Windows/System32/config/SYSTEM", 50, 100, 7, 3}));
    StepEnded ended;
    ended.kind = start.kind;
    if (start.kind == StepKind::scan) {
      for (const auto& finding : some_findings()) all.emplace_back(Event(finding));
      ended.files = 120'000;
      ended.findings = 3;
    }
    if (start.kind == StepKind::seal) {
      all.emplace_back(Sealed{"/key/dossier-2026-11-23-K7QF2M.zip", 84'000'000, fingerprint, ""});
    }
    all.emplace_back(ended);
    return all;
  }
  std::vector<Report> operator()(const WritePapers&) const {
    return {PapersWritten{
        "/key/dossier-2026-11-23-K7QF2M-papiers", {{"plainte.pdf", "Dossier de plainte"}}, {}}};
  }
  std::vector<Report> operator()(const SetKeyboard& wish) const { return {KeyboardSet{wish.name}}; }
  std::vector<Report> operator()(const StopStep&) const { return {}; }
  std::vector<Report> operator()(const Answer&) const { return {}; }
};

}  // namespace

std::vector<Report> answer_of_fake_engine(const Command& command) {
  return std::visit(Fake{}, command);
}

tui::Key key(tui::Key::Name name) { return {name, 0}; }

std::vector<tui::Key> typed(std::string_view text) {
  std::vector<tui::Key> keys;
  for (const char16_t unit : utf16_from_utf8(text)) {
    keys.push_back({tui::Key::Name::character, static_cast<char32_t>(unit)});
  }
  return keys;
}

}  // namespace trousse::tests

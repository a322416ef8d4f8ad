// SPDX-License-Identifier: Apache-2.0
#include "tests/papers/sample.hpp"

namespace trousse::tests {

using namespace papers;

namespace {

Utc at(const char* iso) { return *from_iso8601(iso); }

ContactCard card() {
  ContactCard out;
  out.provider = {
      "Informatique du Parc", "04 00 00 00 01", "aide@parc.example", "8 h - 19 h", "", ""};
  out.insurer = {"Assurance Exemple", "04 00 00 00 02", "", "24 h / 24", "CYB-2026-0042", ""};
  out.practice = {"Docteur Exemple",
                  "04 00 00 00 03",
                  "cabinet@exemple.example",
                  "",
                  "",
                  "1 place de l'Exemple, 34000 Montpellier"};
  out.order = {"Ordre, conseil 34", "04 00 00 00 04", "", "", "", ""};
  out.mssante = {"Mailiz", "04 00 00 00 05", "", "", "", ""};
  return out;
}

}  // namespace

Facts filled_facts() {
  Facts facts;
  facts.case_id = "2026-11-24-7F3A";
  facts.made = at("2026-11-24T19:00:00.0000000Z");
  facts.discovered = at("2026-11-24T18:05:00.0000000Z");
  facts.author = "Docteur Exemple";
  facts.contacts = card();
  facts.situation = "ransomware";
  facts.suggested = "ransomware";
  facts.seen = "Mes fichiers portent tous une autre extension. Un texte demande de l'argent.";
  facts.network_cut = at("2026-11-24T18:10:00.0000000Z");
  facts.stopped = at("2026-11-24T18:40:00.0000000Z");
  facts.stopped_by = "Docteur Exemple";
  facts.stopped_how = "veille prolongée";
  facts.decided_by = "Informatique du Parc";
  facts.memory = Memory::in_hibernation_file;
  facts.machine = {"Dell OptiPlex 7010",
                   "ABC1234",
                   "PC-CABINET",
                   "Windows 11 Pro 24H2, version interne 26100.2314",
                   "UEFI, Secure Boot actif",
                   "Romance Standard Time",
                   "3 minutes de retard",
                   "24/11/2026 à 18 h 39 (UTC)",
                   "Samsung SSD 870",
                   "S5Y1NG0N",
                   500'107'862'016,
                   "aucun reconnu"};
  facts.archive = {"2026-11-24-7F3A.zip",
                   std::string(64, 'a'),
                   "12345 67890 12345 67890",
                   at("2026-11-24T20:15:00.0000000Z"),
                   "Trousse 0.1.0",
                   "",
                   "",
                   "le cabinet, coffre"};
  facts.scanned = true;
  facts.counts = {0, 0, 1, 2, 1};
  facts.observations = {
      {"412 fichiers portent l'extension .lockbit.", Severity::critical, Certainty::certain,
       at("2026-11-24T17:42:00.0000000Z")},
      {"Le fichier [nom masqué, .txt, bureau d'un utilisateur] ressemble à une demande de rançon.",
       Severity::high, Certainty::probable, std::nullopt}};
  facts.earliest = at("2026-11-24T17:42:00.0000000Z");
  facts.not_read = {"Éléments demandés et non pris en entier : 3"};
  facts.log = {{at("2026-11-24T18:05:00.0000000Z"), "Secrétaire", "Voit le message de rançon."},
               {at("2026-11-24T18:10:00.0000000Z"), "Docteur Exemple", "Débranche le câble."}};
  facts.points = {{1, "1", "Système encore suivi", ControlPoint::Answer::met, "Windows 11 24H2"},
                  {1, "8", "Pas d'exclusions inattendues", ControlPoint::Answer::to_review, ""},
                  {3, "34", "Bureau à distance fermé", ControlPoint::Answer::unknown, ""},
                  {4, "42", "Restauration testée", ControlPoint::Answer::unknown, ""}};
  return facts;
}

words::ReportFacts report_with_patients() {
  words::ReportFacts report;
  report.case_id = "2026-11-24-7F3A";
  report.tool_version = "0.1.0";
  report.source.model = "Samsung SSD 870";
  report.source.serial = "S5Y1NG0N";
  report.source.size = 500'107'862'016;
  VolumeInfo windows;
  windows.number = 3;
  windows.letter = "C";
  windows.hibernation = Hibernation::full;
  windows.windows.emplace();
  windows.windows->display_name = "Windows 11 Pro";
  windows.windows->computer_name = "PC-CABINET";
  VolumeInfo locked;
  locked.number = 4;
  locked.lock.emplace();
  report.volumes = {windows, locked};
  report.scanned_files = 1000;
  Finding note;
  note.kind = "ransom_note";
  note.severity = Severity::high;
  note.path = "/Users/docteur/Desktop/DUPONT Marie readme.txt";
  Finding strange;
  strange.kind = "yara";
  strange.rule = "powershell_hidden";
  strange.severity = Severity::medium;
  strange.path = "/Patients/2026/certificat.Marie";
  strange.stream = "MARTIN";
  Finding renamed;
  renamed.kind = "mass_rename";
  renamed.severity = Severity::critical;
  renamed.facts = {{"extension", "lockbit"},
                   {"files", "412"},
                   {"doubled", "400"},
                   {"first", "2026-11-24T17:42:00.0000000Z"},
                   {"last", "2026-11-24T17:58:00.0000000Z"},
                   {"folders", "/Users/docteur/Documents/DUPONT"}};
  report.findings = {renamed, note, strange};
  report.findings_in_all = 3;
  return report;
}

SheetFacts sheet_facts(bool with_contacts, words::Language language) {
  const bool french = language == words::Language::french;
  SheetFacts facts;
  const auto step = [&](const char* number, const char* fr, const char* en,
                        std::vector<std::string> lines_fr, std::vector<std::string> lines_en) {
    facts.steps.push_back({number, french ? fr : en, french ? lines_fr : lines_en, {}});
  };
  step("1", "Notez l'heure.", "Write the time.", {"Écrivez ce que vous voyez."},
       {"Write what you see."});
  step("2", "Coupez le réseau.", "Cut the network.",
       {"Débranchez le câble. Coupez le Wi-Fi.",
        "Au besoin, débranchez la box : elle coupe aussi le téléphone fixe."},
       {"Unplug the cable. Cut the Wi-Fi.",
        "If needed, unplug the router: it cuts the phone of the practice too."});
  step("3", "N'éteignez pas.", "Do not switch off.", {"Ne cliquez plus. Ne supprimez rien."},
       {"Click no more. Delete nothing."});
  step("4", "Débranchez les disques de sauvegarde.", "Unplug the backup disks.",
       {"Ne les rebranchez sur aucun poste."}, {"Plug them into no computer."});
  step("5", "Photographiez l'écran avec votre téléphone.", "Take a picture of the screen.",
       {"Évitez tout nom de patient."}, {"Avoid any name of a patient."});
  step("6", "Retirez votre carte CPS.", "Take out your CPS card.", {"Gardez-la sur vous."},
       {"Keep it with you."});
  step("7", "Prévenez les personnes du cabinet, de vive voix.", "Tell the people of the practice.",
       {"Elles ne touchent à rien."}, {"They touch nothing."});
  step("8", "Continuez les soins sur papier.", "Go on with care on paper.",
       {"Urgence vitale : le 15."}, {"Patient in danger: dial 15."});
  step("9", "Appelez dans cet ordre.", "Call in this order.",
       {"Votre assureur cyber, votre prestataire, puis 17cyber.gouv.fr depuis votre téléphone."},
       {"Your cyber insurer, your IT provider, then 17cyber.gouv.fr from your phone."});
  step("10", "Ne payez rien. Ne répondez pas au pirate.", "Pay nothing. Do not answer.", {}, {});
  step("11", "Demandez : « Dois-je laisser le poste allumé ? »",
       "Ask: “Should I leave the computer on?”", {"Notez la réponse et le nom."},
       {"Write the answer and the name."});
  step("12", "Personne ne vient aujourd'hui ?", "Nobody comes today?",
       {"Alors seulement, utilisez la clé Trousse."}, {"Only then, use the Trousse key."});
  if (with_contacts) facts.contacts = card();
  facts.checked = "2026-11-23";
  return facts;
}

const std::vector<std::string>& hostile_strings() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out = {
        "a\x1b[2J\x1b]0;title\x07z",
        "\xE2\x80\xAEtxt.exe\xE2\x80\xAC hidden",  // right-to-left override
        "<span foreground='white'>&lt;b&gt; {0} {} %s %n</span>",
        "\xFF\xFE\x80 not UTF-8 \xC3",
        std::string("null\0inside", 11),
        "line\nbreak\ttab\rreturn",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 right to left",
        std::string(70000, 'x'),
    };
    std::string wide, piled = "o";
    for (int i = 0; i < 255; ++i) wide += "\xE6\xBC\xA2";  // a wide character
    for (int i = 0; i < 200; ++i) piled += "\xCC\x81";     // accents upon accents
    out.push_back(wide);
    out.push_back(piled);
    out.push_back(std::string(255, 'W'));
    return out;
  }();
  return all;
}

}  // namespace trousse::tests

// SPDX-License-Identifier: Apache-2.0
// Programs by which somebody elsewhere takes control. Most are there because a provider put them
// there: what is told is that one is there, for the provider to say whether it is his.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "scanners/scanner.hpp"
#include "scanners/services.hpp"

namespace trousse::scanners {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_folders_told = 8;

/// Names as the file system has them, folded. A program's file names it for sure; the folder that
/// it keeps may have outlived it.
struct Product {
  std::string_view name;
  std::array<std::string_view, 3> files;
  std::string_view folder;
};
constexpr std::array products{
    Product{"AnyDesk", {"anydesk.exe"}, "anydesk"},
    Product{"TeamViewer", {"teamviewer.exe", "teamviewer_service.exe"}, "teamviewer"},
    Product{"RustDesk", {"rustdesk.exe"}, "rustdesk"},
    Product{"ScreenConnect",
            {"screenconnect.clientservice.exe", "screenconnect.windowsclient.exe"},
            "screenconnect"},
    Product{"Atera", {"ateraagent.exe"}, "atera networks"},
    Product{"Splashtop", {"srserver.exe", "srmanager.exe", "srservice.exe"}, "splashtop"},
    Product{"LogMeIn", {"logmein.exe", "lmiguardiansvc.exe"}, "logmein"},
    Product{"Supremo", {"supremo.exe", "supremoservice.exe"}, "supremoremotedesktop"},
    Product{"UltraViewer", {"ultraviewer_desktop.exe", "ultraviewer_service.exe"}, "ultraviewer"},
    Product{"DWAgent", {"dwagent.exe", "dwagsvc.exe"}, "dwagent"},
    Product{"MeshAgent", {"meshagent.exe"}, "mesh agent"},
    Product{"UltraVNC", {"winvnc.exe"}, "ultravnc"},
    Product{"TightVNC", {"tvnserver.exe"}, "tightvnc"},
    Product{"RealVNC", {"vncserver.exe"}, "realvnc"},
    Product{"Ammyy Admin", {"aa_v3.exe", "aa_nts.exe"}, "ammyy"},
    Product{"Radmin", {"rserver3.exe"}, "radmin"},
    Product{"Remote Utilities", {"rutserv.exe", "rfusclient.exe"}, "remote utilities agent"},
};

// Where programs and what they keep for all or for one user lie.
bool is_home_of_programs(std::string_view folder) {
  constexpr std::array fixed{"/program files"sv, "/program files (x86)"sv, "/programdata"sv};
  if (std::find(fixed.begin(), fixed.end(), folder) != fixed.end()) return true;
  return folder.starts_with("/users/") &&
         (folder.ends_with("/appdata/roaming") || folder.ends_with("/appdata/local"));
}

// Of two services of one product, the one that Windows starts by itself says more.
bool says_more(const Service& service, const std::optional<Service>& than) {
  return !than || service.start < than->start;
}

struct Seen {
  std::uint64_t files = 0;
  std::optional<Service> service;
  bool by_its_file = false;  ///< the service runs a file of this product, whatever its name
  std::string first_path;
  std::uint64_t entry = 0;
  std::optional<Utc> when;
  std::map<std::string, std::uint64_t> folders;
};

class RemoteAccess final : public Examination {
 public:
  RemoteAccess(std::string volume, EventSink events)
      : volume_(std::move(volume)), events_(std::move(events)) {}

  void listed(const File& file) override {
    if (file.deleted || file.orphan) return;
    const std::string name = folded(file.path.name());
    const bool is_folder = file.kind == FileKind::directory;
    if (!is_folder && !name.ends_with(".exe")) return;
    for (const Product& product : products) {
      if (is_folder ? is_kept_by(product, name, file) : is_program_of(product, name)) {
        note(product, file, is_folder);
      }
    }
  }

  // What Windows runs as a service is installed, whatever its files are called now.
  void all_listed(const disks::Volume& volume) override {
    const auto services = services_of(volume);
    hive_ = services_hive(volume);
    if (!services && events_) {
      events_(Note{"scan_unreadable", printable(hive_ + ": " + services.error().what)});
    }
    for (const Service& service : services.value_or(std::vector<Service>{})) {
      for (const Product& product : products) note(product, service);
    }
  }

  Result<std::unique_ptr<Examiner>> examiner() override { return std::make_unique<NoExaminer>(); }

  std::vector<Finding> finish() override {
    std::vector<Finding> findings;
    for (const auto& [name, seen] : seen_) {
      Finding finding;
      finding.kind = "remote_access";
      finding.rule = "remote_access";
      finding.severity = Severity::medium;
      finding.certainty = certainty_of(seen);
      finding.volume = volume_;
      finding.path = seen.first_path;
      finding.entry = seen.entry;
      finding.when = seen.when;
      finding.facts["program"] = name;
      finding.facts["files"] = fmt::format("{}", seen.files);
      finding.facts["folders"] = most_counted(seen.folders, max_folders_told);
      if (seen.service) tell(*seen.service, finding);
      findings.push_back(std::move(finding));
    }
    return findings;
  }

 private:
  // A file can bear any name, and so can a service: where they agree the program is there.
  static Certainty certainty_of(const Seen& seen) {
    if (seen.files > 0 && seen.by_its_file) return Certainty::certain;
    return seen.files > 0 || seen.by_its_file ? Certainty::probable : Certainty::possible;
  }

  void tell(const Service& service, Finding& finding) const {
    finding.facts["service"] = service.name;
    finding.facts["start"] = word_of(service.start);
    finding.facts["command"] = service.command;
    if (!finding.path.empty()) return;
    finding.path = hive_;
    finding.when = service.written;
  }

  void note(const Product& product, const Service& service) {
    const std::string program = program_of(service.command);
    const bool by_its_file = is_program_of(product, program);
    const std::string own = folded(product.name);
    const bool by_name =
        folded(service.name).starts_with(own) || folded(service.shown).starts_with(own);
    if (!by_its_file && !by_name) return;
    Seen& seen = seen_[std::string(product.name)];
    seen.by_its_file = seen.by_its_file || by_its_file;
    if (says_more(service, seen.service)) seen.service = service;
  }

  static bool is_program_of(const Product& product, std::string_view name) {
    return std::find(product.files.begin(), product.files.end(), name) != product.files.end();
  }
  static bool is_kept_by(const Product& product, std::string_view name, const File& file) {
    return name == product.folder && is_home_of_programs(folded(file.path.folder()));
  }

  // Of the program itself, if it is there, the first in the order of paths.
  void note(const Product& product, const File& file, bool is_folder) {
    Seen& seen = seen_[std::string(product.name)];
    const std::string path = file.path.text();
    const bool better = is_folder ? seen.files == 0 : seen.files == 0 || path < seen.first_path;
    if (seen.first_path.empty() || (better && (!is_folder || path < seen.first_path))) {
      seen.first_path = path;
      seen.entry = file.entry;
      seen.when = file.standard.created;
    }
    if (!is_folder) ++seen.files;
    ++seen.folders[is_folder ? path : std::string(file.path.folder())];
  }

  std::string volume_;
  EventSink events_;
  std::string hive_;  ///< that services are read from
  std::map<std::string, Seen> seen_;
};

}  // namespace

std::unique_ptr<Examination> remote_access(const Setup& setup) {
  return std::make_unique<RemoteAccess>(setup.volume, setup.options.events);
}

}  // namespace trousse::scanners

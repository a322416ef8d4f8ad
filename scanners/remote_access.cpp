// SPDX-License-Identifier: Apache-2.0
// Programs by which somebody elsewhere takes control. Most are there because a provider put them
// there: what is told is that one is there, for the provider to say whether it is his.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "scanners/scanner.hpp"

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

struct Seen {
  std::uint64_t files = 0;
  std::string first_path;
  std::uint64_t entry = 0;
  std::optional<Utc> when;
  std::map<std::string, std::uint64_t> folders;
};

class RemoteAccess final : public Examination {
 public:
  explicit RemoteAccess(std::string volume) : volume_(std::move(volume)) {}

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

  Result<std::unique_ptr<Examiner>> examiner() override { return std::make_unique<NoExaminer>(); }

  std::vector<Finding> finish() override {
    std::vector<Finding> findings;
    for (const auto& [name, seen] : seen_) {
      Finding finding;
      finding.kind = "remote_access";
      finding.rule = "remote_access";
      finding.severity = Severity::medium;
      finding.certainty = seen.files > 0 ? Certainty::probable : Certainty::possible;
      finding.volume = volume_;
      finding.path = seen.first_path;
      finding.entry = seen.entry;
      finding.when = seen.when;
      finding.facts["program"] = name;
      finding.facts["files"] = fmt::format("{}", seen.files);
      finding.facts["folders"] = most_counted(seen.folders, max_folders_told);
      findings.push_back(std::move(finding));
    }
    return findings;
  }

 private:
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
  std::map<std::string, Seen> seen_;
};

}  // namespace

std::unique_ptr<Examination> remote_access(const Setup& setup) {
  return std::make_unique<RemoteAccess>(setup.volume);
}

}  // namespace trousse::scanners

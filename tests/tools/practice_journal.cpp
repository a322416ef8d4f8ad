// SPDX-License-Identifier: Apache-2.0
#include "core/evidence_path.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"
#include "tests/tools/small_formats.hpp"

namespace trousse::tools {
namespace {

// USN_REASON_*, [MS-FSCC] 2.3.62.
constexpr std::uint32_t data_overwrite = 0x00000001;
constexpr std::uint32_t data_extend = 0x00000002;
constexpr std::uint32_t file_create = 0x00000100;
constexpr std::uint32_t file_delete = 0x00000200;
constexpr std::uint32_t rename_old_name = 0x00001000;
constexpr std::uint32_t rename_new_name = 0x00002000;
constexpr std::uint32_t close = 0x80000000;

constexpr const char* cleaning = "/Users/Public/Libraries/nettoyage.bat";
constexpr const char* listing = "/Users/Public/Libraries/liste.tmp";

constexpr std::uint64_t leading_hole = std::uint64_t{96} << 20;

/// Records one after the other from `leading_hole` on; none goes over a boundary of 4096 bytes.
class Journal {
 public:
  explicit Journal(const NtfsWriter& disk) : disk_(disk) {}

  void add(const std::string& path, const std::string& name, const Utc& when,
           std::uint32_t reason) {
    const std::uint64_t file = disk_.reference(path);
    const std::uint64_t folder = disk_.reference(std::string(EvidencePath(path).folder()));
    const auto record = [&] {
      return usn_record(leading_hole + out_.size(), file, folder, when, reason, 0x20, name);
    };
    const std::size_t room = 4096 - out_.size() % 4096;
    if (record().size() > room) out_.zeros(room);
    out_.text(record());
  }

  std::string take() { return out_.take(); }

 private:
  const NtfsWriter& disk_;
  Bytes out_;
};

}  // namespace

void write_change_journal(NtfsWriter& disk, const std::vector<practice::Renaming>& renamed) {
  const practice::Moments& when = practice::moments();
  FileOptions short_lived;
  short_lived.owner = practice::desk_sid;
  short_lived.modified = when.logs_cleared;
  // Small enough to lie in its entry, which nothing uses again.
  disk.file(cleaning, "@echo off\r\nrem TROUSSE-DEMO-PETITLOUP-DROPPER\r\nwevtutil cl Security\r\n",
            short_lived);
  disk.file(listing, Random(77).bytes(40000), short_lived);
  Journal journal(disk);
  const auto created = [&](const std::string& path, const Utc& time) {
    const std::string name(EvidencePath(path).name());
    journal.add(path, name, time, file_create);
    journal.add(path, name, time, file_create | data_extend | close);
  };
  created(practice::dropper, when.dropped);
  created("/Windows/System32/Tasks/WinUpdSync", when.task);
  for (const practice::Renaming& one : renamed) {
    const std::string before(EvidencePath(one.before).name());
    const std::string after(EvidencePath(one.after).name());
    journal.add(one.after, before, one.when, data_overwrite | data_extend | close);
    journal.add(one.after, before, one.when, rename_old_name);
    journal.add(one.after, after, one.when, rename_new_name | close);
  }
  created("/Cabinet/RESTAURER_VOS_FICHIERS.txt", later(when.encryption, 1190));
  journal.add(cleaning, "nettoyage.bat", when.logs_cleared, file_delete | close);
  disk.now(when.shut_down);
  FileOptions hidden;
  hidden.attributes = attribute_hidden | attribute_system;
  disk.sparse("/$Extend/$UsnJrnl", "$J", leading_hole, journal.take(), hidden);
  // USN_JOURNAL_DATA as the stream $Max keeps it: largest size, allocation step, identifier, 0.
  disk.stream("/$Extend/$UsnJrnl", "$Max",
              Bytes().u64(32 << 20).u64(4 << 20).u64(filetime(when.installed)).u64(0).take());
}

void write_deletions(NtfsWriter& disk) {
  disk.now(practice::moments().logs_cleared);
  disk.remove(cleaning);
  disk.remove(listing);
}

}  // namespace trousse::tools

// SPDX-License-Identifier: Apache-2.0
#include "scanners/volume_scan.hpp"

namespace trousse::scanners {
namespace {

/// A volume of which closed parts hold everything.
class ReadBefore final : public VolumeScan {
 public:
  ReadBefore(const Scanned& all, std::uint64_t entries) : all_(all), entries_(entries) {}
  std::uint64_t entries() const override { return entries_; }
  Result<Scanned> read() override { return all_; }

 private:
  Scanned all_;
  std::uint64_t entries_;
};

}  // namespace

Result<std::unique_ptr<VolumeScan>> Scanning::list(const VolumeOpener& open) {
  auto volume = TRY(open());
  const std::string marked = intake_.marked(volume->info().letter);
  if (const auto all = ScanPlace::whole(marked)) {
    return std::unique_ptr<VolumeScan>(
        std::make_unique<ReadBefore>(*all, ScanPlace::reached(marked)));
  }
  auto scan = std::make_unique<Scan>(options_, intake_, open);
  TRY(scan->list(std::move(volume), marked, rules_));
  return std::unique_ptr<VolumeScan>(std::move(scan));
}

Result<Scanned> scan_volume(const VolumeOpener& open, const ScanOptions& options,
                            evidence::Intake& intake) {
  const auto scan = TRY(Scanning(options, intake).list(open));
  return scan->read();
}

}  // namespace trousse::scanners

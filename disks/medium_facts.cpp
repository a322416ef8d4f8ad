// SPDX-License-Identifier: Apache-2.0
#include "disks/medium_facts.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <errno.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <nlohmann/json.hpp>
#include <scsi/sg.h>

#include "disks/open_readonly.hpp"

namespace trousse::disks {
namespace {

Result<AtaAnswer> ask_disk(const ReadOnlyFile& disk, AtaQuestion question) {
  constexpr unsigned ten_seconds = 10'000;
  AtaAnswer answer{std::vector<std::byte>(ata_answer_size(question)), std::vector<std::byte>(64)};
  auto command = ata_command(question);
  sg_io_hdr_t request{};
  request.interface_id = 'S';
  request.dxfer_direction = answer.bytes.empty() ? SG_DXFER_NONE : SG_DXFER_FROM_DEV;
  request.cmd_len = static_cast<unsigned char>(command.size());
  request.cmdp = command.data();
  request.dxferp = answer.bytes.data();
  request.dxfer_len = static_cast<unsigned>(answer.bytes.size());
  request.sbp = reinterpret_cast<unsigned char*>(answer.sense.data());
  request.mx_sb_len = static_cast<unsigned char>(answer.sense.size());
  request.timeout = ten_seconds;
  if (::ioctl(disk.descriptor(), SG_IO, &request) != 0) {
    return fail(Errc::unsupported, std::strerror(errno));
  }
  // With the registers comes a "recovered error", which is none; without, anything is one.
  const bool refused = request.host_status != 0 || (!answer.bytes.empty() && request.status != 0) ||
                       (!answer.bytes.empty() && request.resid != 0);
  if (refused) return fail(Errc::unsupported, "the disk or its bridge does not answer");
  return answer;
}

// The 48-bit question of ACS-3 where there is one: it took the place of the others.
std::optional<AtaQuestion> question_of_native_size(const AtaIdentity& identity) {
  if (identity.has_accessible_max) return AtaQuestion::accessible_max;
  if (!identity.has_protected_area) return std::nullopt;
  return identity.has_48_bits ? AtaQuestion::native_max_ext : AtaQuestion::native_max;
}

bool may_be_ata(const SourceInfo& source) {
  return source.kind == SourceKind::block_device && source.transport != "nvme" &&
         source.transport != "mmc" && source.transport != "virtio";
}

}  // namespace

HiddenAreas hidden_areas(const AskAta& ask) {
  HiddenAreas areas;
  areas.state = HiddenAreas::State::not_known;
  const auto answer = ask(AtaQuestion::identify);
  if (!answer) {
    areas.why = answer.error().what;
    return areas;
  }
  const auto identity = ata_identity(answer->bytes);
  if (!identity) {
    areas.why = "the answer is not that of an ATA disk";
    return areas;
  }
  areas.state = HiddenAreas::State::known;
  areas.visible = identity->sectors;
  // Fewer than a system sees is what a bridge that cuts numbers says, never a disk.
  const auto believed = [&](std::optional<std::uint64_t> sectors) {
    const bool holds = sectors && *sectors >= areas.visible;
    if (!holds) areas.why = "the disk did not answer all questions";
    return holds ? sectors : std::nullopt;
  };
  if (const auto question = question_of_native_size(*identity)) {
    const auto native = ask(*question);
    areas.native = believed(native ? ata_native_sectors(native->sense, *question) : std::nullopt);
  }
  if (identity->has_configuration) {
    const auto factory = ask(AtaQuestion::configuration_identify);
    areas.factory = believed(factory ? ata_factory_sectors(factory->bytes) : std::nullopt);
  }
  return areas;
}

std::uint64_t HiddenAreas::hidden() const {
  const std::uint64_t all = std::max({visible, native.value_or(0), factory.value_or(0)});
  return all - visible;
}

MediumFacts medium_facts(const SourceInfo& source) {
  MediumFacts facts;
  facts.logical_sector = source.sector_size;
  if (source.kind != SourceKind::block_device) return facts;
  const auto disk = ReadOnlyFile::open(source.path);
  if (!disk || !(*disk)->is_block_device()) {
    if (!may_be_ata(source)) return facts;
    facts.hidden_areas.state = HiddenAreas::State::not_known;
    facts.hidden_areas.why = "it could not be opened to be asked";
    return facts;
  }
  unsigned physical = 0;
  if (::ioctl((*disk)->descriptor(), BLKPBSZGET, &physical) == 0 && physical >= 512) {
    facts.physical_sector = physical;
  }
  if (may_be_ata(source)) {
    facts.hidden_areas =
        hidden_areas([&](AtaQuestion question) { return ask_disk(**disk, question); });
  }
  return facts;
}

std::string to_json(const MediumFacts& facts) {
  nlohmann::ordered_json out;
  out["logical_sector"] = facts.logical_sector;
  if (facts.physical_sector > 0) out["physical_sector"] = facts.physical_sector;
  const HiddenAreas& areas = facts.hidden_areas;
  constexpr std::array<const char*, 3> words{"does_not_apply", "not_known", "known"};
  out["hidden_areas"] = words[static_cast<std::size_t>(areas.state)];
  if (!areas.why.empty()) out["hidden_areas_why"] = areas.why;
  if (areas.state == HiddenAreas::State::known) {
    out["visible_sectors"] = areas.visible;
    if (areas.native) out["native_sectors"] = *areas.native;
    if (areas.factory) out["factory_sectors"] = *areas.factory;
    out["hidden_sectors"] = areas.hidden();
  }
  return out.dump();
}

}  // namespace trousse::disks

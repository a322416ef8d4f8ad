// SPDX-License-Identifier: Apache-2.0
// SCCA version 30, after the libscca format documentation.
#include "tests/tools/bytes.hpp"
#include "tests/tools/small_formats.hpp"
#include "tests/tools/wof.hpp"

namespace trousse::tools {
namespace {

constexpr std::size_t metrics_at = 296;  // header of 84 bytes, file information of 212

std::string volume_part(std::uint32_t serial, const std::vector<std::string>& folders) {
  const std::string device = "\\VOLUME{01db1576a3f4c2e0-" + std::string("9f0b42d1") + "}";
  Bytes names;
  for (const std::string& folder : folders) {
    names.u16(utf16(folder).size() / 2).utf16(folder).u16(0);
  }
  constexpr std::size_t header = 96;
  const std::size_t references = (header + (device.size() + 1) * 2 + 7) / 8 * 8;
  const std::size_t names_at = references + 24;
  Bytes out;
  out.u32(header).u32(device.size()).time(at("2024-10-03T08:00:00Z")).u32(serial);
  out.u32(references).u32(24).u32(names_at).u32(folders.size()).fill_to(header);
  out.utf16(device).u16(0).fill_to(references);
  out.u32(3).u32(1).u64(0).u64(0x0005000000000005).text(names.str()).align(8);
  return out.take();
}

}  // namespace

Result<std::string> prefetch(const std::string& program, std::uint32_t hash, std::uint32_t runs,
                             const std::vector<Utc>& last_runs,
                             const std::vector<std::string>& files, std::uint32_t volume_serial) {
  Bytes names;
  Bytes metrics;
  Bytes chains;
  for (const std::string& file : files) {
    const std::size_t length = utf16(file).size() / 2;
    metrics.u32(metrics.size() / 32).u32(1).u32(1).u32(names.size()).u32(length).u32(2);
    metrics.u64(0x0001000000000040 + metrics.size() / 32);
    names.utf16(file).u16(0);
    chains.u32(1).u8(2).u8(1).u16(0xFFFF);
  }
  const std::size_t names_size = names.size();
  names.align(8);
  const std::string volume = volume_part(volume_serial, {"\\WINDOWS", "\\WINDOWS\\SYSTEM32"});
  const std::size_t chains_at = metrics_at + metrics.size();
  const std::size_t names_at = chains_at + chains.size();
  const std::size_t volume_at = names_at + names.size();

  Bytes out;
  out.u32(30).text("SCCA").u32(0x11).u32(volume_at + volume.size());
  out.utf16_field(program, 60).u32(hash).u32(0);
  out.u32(metrics_at).u32(files.size()).u32(chains_at).u32(files.size()).u32(names_at);
  out.u32(names_size).u32(volume_at).u32(1).u32(volume.size()).u64(0);
  for (std::size_t i = 0; i < 8; ++i) {
    if (i < last_runs.size()) out.time(last_runs[i]);
    if (i >= last_runs.size()) out.u64(0);
  }
  out.u64(0).u32(runs).u32(1).fill_to(metrics_at);
  out.text(metrics.str()).text(chains.str()).text(names.str()).text(volume);
  const std::string packed = TRY(xpress_huffman(out.str()));
  if (packed.empty()) return fail(Errc::unsupported, "a prefetch file that does not shrink");
  return Bytes().text("MAM\x04").u32(out.size()).text(packed).take();
}

}  // namespace trousse::tools

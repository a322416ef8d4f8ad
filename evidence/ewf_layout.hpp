// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/reader.hpp"
#include "evidence/ewf_writer.hpp"

/// The bytes of an EWF-E01 segment in the form of EnCase 6, from values: no I/O, no state. All
/// numbers are little-endian, all checksums Adler-32 (libewf, "EWF specification", whose sections
/// are cited by name).
namespace trousse::evidence::ewf {

using Bytes = std::vector<std::byte>;

constexpr std::size_t file_header_size = 13;
constexpr std::size_t descriptor_size = 76;
/// The bound of older EnCase, kept for readers that allow no more ("Table section").
constexpr std::size_t most_table_entries = 16'375;
/// Set in a table's entry when the chunk is compressed.
constexpr std::uint32_t compressed_flag = 0x8000'0000;

/// Facts of the medium that the volume section holds.
struct Geometry {
  std::uint64_t sectors = 0;
  std::uint32_t chunks = 0;
  std::uint32_t sectors_per_chunk = 64;
  std::uint32_t bytes_per_sector = 512;
};

/// The first bytes of each segment ("File header").
Bytes file_header(std::uint16_t segment);

/// A section's descriptor ("Section descriptor"). `offset` is where it stands in the segment.
Bytes descriptor(std::string_view type, std::uint64_t offset, std::uint64_t body_size);
/// "next" or "done": a descriptor that points to itself and ends the segment.
Bytes last_descriptor(std::string_view type, std::uint64_t offset);

/// The bodies of sections.
Bytes header(const EwfCase& about);   ///< "Header section"
Bytes header2(const EwfCase& about);  ///< "Header2 section", UTF-16
Bytes volume(const Geometry& geometry, const EwfCase& about, EwfMedium medium);  ///< also of "data"
Bytes table(std::span<const std::uint32_t> entries,
            std::uint64_t first_offset);  ///< also of "table2"
/// The stretches in whole sectors. What lies past sector 2^32 has no place in this format
/// and is left out.
Bytes error2(std::span<const Gap> gaps, std::uint32_t bytes_per_sector);
Bytes digest(std::span<const std::byte> md5, std::span<const std::byte> sha1);
Bytes hash(std::span<const std::byte> md5);

/// Bytes of a table section with its descriptor.
constexpr std::uint64_t table_section_size(std::uint64_t entries) {
  return descriptor_size + 24 + 4 * entries + 4;
}

}  // namespace trousse::evidence::ewf

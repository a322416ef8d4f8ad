// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace trousse::tools {

/// FILE_ATTRIBUTE_* of [MS-FSCC] 2.6.
constexpr std::uint32_t attribute_read_only = 0x1;
constexpr std::uint32_t attribute_hidden = 0x2;
constexpr std::uint32_t attribute_system = 0x4;
constexpr std::uint32_t attribute_archive = 0x20;

enum class Wof { none, xpress4k, lzx, xpress8k, xpress16k };

struct FileOptions {
  std::optional<Utc> created;   ///< default: `modified`
  std::optional<Utc> modified;  ///< default: the writer's present moment
  std::uint32_t attributes = attribute_archive;
  bool lznt1 = false;
  Wof wof = Wof::none;
  std::string owner = "S-1-5-18";  ///< SID
  std::u16string raw_name;  ///< instead of the path's last part: names that are not valid UTF-16
};

/// What a reader should find: one line of the expected list.
struct ExpectedStream {
  std::string path;
  std::string stream;
  std::uint64_t entry = 0;
  std::uint64_t size = 0;
  std::string sha256;
  bool wof = false;
  bool lznt1 = false;
  bool deleted = false;
  std::uint64_t hole = 0;  ///< bytes of zeros at the front that take no room
};

/// Writes a new NTFS volume in a file of its own: only for making test disks. The first thing that
/// goes wrong is kept, all that follows does nothing, and `finish` tells it; so content reads as
/// a plain list of calls. Paths are absolute, '/' separated UTF-8; missing folders are made.
class NtfsWriter {
 public:
  /// Makes the file (which must not exist), formats `size` bytes; needs mkntfs.
  static Result<NtfsWriter> create(const std::string& path, std::uint64_t size,
                                   const std::string& label, std::uint64_t serial,
                                   std::uint64_t first_sector, const Utc& formatted);
  NtfsWriter(NtfsWriter&&) noexcept;
  NtfsWriter& operator=(NtfsWriter&&) noexcept;
  ~NtfsWriter();

  /// The moment that new entries carry from here on.
  void now(const Utc& moment);
  void folder(const std::string& path, FileOptions options = {});
  void file(const std::string& path, std::string_view content, FileOptions options = {});
  /// A named stream of a file that is there.
  void stream(const std::string& path, const std::string& name, std::string_view content);
  /// A second name for the same entry.
  void link(const std::string& existing, const std::string& name);
  /// Frees the entry; what was resident stays in the record.
  void remove(const std::string& path);
  /// A stream of `hole` bytes that take no room, then `content`.
  void sparse(const std::string& path, const std::string& stream, std::uint64_t hole,
              std::string_view content, FileOptions options = {});
  /// A file none of whose clusters follow one another.
  void fragmented(const std::string& path, std::string_view content);
  /// A folder that stands for another one ("C:\\Users"), as Windows makes them.
  void junction(const std::string& path, const std::string& target);
  /// Shorter DOS name ([MS-FSCC] 8.3) beside the long one.
  void short_name(const std::string& path, const std::string& dos_name);

  /// Entry number with the sequence in its high 16 bits, as USN records hold it; 0 when unknown.
  std::uint64_t reference(const std::string& path) const;
  const std::vector<ExpectedStream>& expected() const;
  /// Writes everything out and says what went wrong first.
  Result<void> finish();

 private:
  struct Body;
  explicit NtfsWriter(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::tools

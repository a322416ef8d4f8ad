// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/ntfs_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <sys/stat.h>

#include <fmt/format.h>

extern "C" {
#include <ntfs-3g/attrib.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/layout.h>
#include <ntfs-3g/lcnalloc.h>
#include <ntfs-3g/logging.h>
#include <ntfs-3g/reparse.h>
#include <ntfs-3g/security.h>
#include <ntfs-3g/types.h>
#include <ntfs-3g/volume.h>
}
// The library's headers define these two as macros.
#undef min
#undef max

#include "core/evidence_path.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/fixed_clock.hpp"
#include "tests/tools/format_ntfs.hpp"
#include "tests/tools/reparse_points.hpp"
#include "tests/tools/security_descriptor.hpp"
#include "tests/tools/wof.hpp"

namespace trousse::tools {
namespace {

using Inode = Handle<ntfs_inode, ntfs_inode_close>;
using Attribute = Handle<ntfs_attr, ntfs_attr_close>;

/// The library wants names it could change, and does not.
ntfschar* name_of(const std::u16string& name) {
  return const_cast<ntfschar*>(reinterpret_cast<const ntfschar*>(name.data()));
}
std::uint8_t length_of(const std::u16string& name) {
  return static_cast<std::uint8_t>(name.size());
}

FILE_ATTR_FLAGS with(FILE_ATTR_FLAGS flags, std::uint32_t more) {
  return static_cast<FILE_ATTR_FLAGS>(static_cast<std::uint32_t>(flags) | more);
}

}  // namespace

struct NtfsWriter::Body {
  std::string path;
  std::uint64_t serial = 0;
  std::uint64_t size = 0;
  ntfs_volume* volume = nullptr;
  Utc present;
  std::map<std::string, std::uint64_t> entries;  ///< path → reference
  std::vector<ExpectedStream> expected;
  std::optional<Error> trouble;

  ~Body() {
    if (volume != nullptr) ntfs_umount(volume, FALSE);
  }

  void trip(const std::string& what, const std::string& where) {
    if (trouble) return;
    trouble = Error{Errc::refused, fmt::format("{} {}: {}", what, where, std::strerror(errno))};
  }

  Inode open(std::uint64_t reference) {
    Inode inode(ntfs_inode_open(volume, reference));
    if (!inode) trip("cannot open", std::to_string(MREF(reference)));
    return inode;
  }

  Inode open(const std::string& where) {
    const auto known = entries.find(where);
    if (known != entries.end()) return open(known->second);
    trip("not made yet", where);
    return nullptr;
  }

  std::uint64_t folder(const std::string& where, const FileOptions& options);
  Inode create(const std::string& where, const FileOptions& options, mode_t kind);
  void dress(ntfs_inode* inode, const FileOptions& options);
  void own(ntfs_inode* inode, const std::string& sid);
  void fill_security_index();
  bool write(ntfs_inode* inode, const std::string& stream, std::uint64_t hole,
             std::string_view content);
  bool write_in_pieces(ntfs_inode* inode, std::string_view content);
  bool write_wof(ntfs_inode* inode, std::string_view content, Wof how);
  void expect(const std::string& where, const std::string& stream, std::string_view content,
              const FileOptions& options, std::uint64_t hole = 0);
};

std::uint64_t NtfsWriter::Body::folder(const std::string& where, const FileOptions& options) {
  const auto known = entries.find(where);
  if (known != entries.end()) return known->second;
  const Inode made = create(where, options, S_IFDIR);
  if (!made) return 0;
  dress(made.get(), options);
  return entries[where];
}

Inode NtfsWriter::Body::create(const std::string& where, const FileOptions& options, mode_t kind) {
  const EvidencePath full(where);
  FileOptions plain;
  plain.created = options.created ? options.created : options.modified;
  plain.modified = plain.created;
  plain.attributes = 0;
  const std::uint64_t parent = folder(std::string(full.folder()), plain);
  if (trouble) return nullptr;
  const Inode in = open(parent);
  if (!in) return nullptr;
  const std::u16string name =
      options.raw_name.empty() ? utf16_from_utf8(full.name()) : options.raw_name;
  const auto flags_before = in->flags;
  if (options.lznt1)
    in->flags = with(in->flags, FILE_ATTR_COMPRESSED);  // a new entry does as its folder does
  set_clock(options.created.value_or(options.modified.value_or(present)));
  Inode made(ntfs_create(in.get(), 0, name_of(name), length_of(name), kind));
  in->flags = flags_before;
  if (!made) {
    trip("cannot create", where);
    return nullptr;
  }
  entries[where] = MK_MREF(made->mft_no, le16_to_cpu(made->mrec->sequence_number));
  return made;
}

void NtfsWriter::Body::own(ntfs_inode* inode, const std::string& sid) {
  const std::string descriptor = security_descriptor(sid);
  SECURITY_CONTEXT context{};
  PERMISSIONS_CACHE* no_cache = nullptr;
  context.vol = volume;
  context.pseccache = &no_cache;
  if (ntfs_set_ntfs_acl(&context, inode, descriptor.data(), descriptor.size(), 0) != 0) {
    trip("cannot give an owner", sid);
  }
}

/// A volume that Windows has used holds hundreds of security descriptors, so that their index
/// ($Secure:$SII) has left its record; readers know it in that shape.
void NtfsWriter::Body::fill_security_index() {
  const Inode root = open(std::uint64_t{FILE_root});
  for (int service = 0; root && service < 96; ++service) {
    own(root.get(), fmt::format("S-1-5-80-{}-{}-1-1-1", 956008885 + service, 3418522649U));
  }
  if (root) own(root.get(), "S-1-5-18");
}

void NtfsWriter::Body::dress(ntfs_inode* inode, const FileOptions& options) {
  const Utc modified = options.modified.value_or(present);
  const Utc created = options.created.value_or(modified);
  set_clock(modified);
  if (!options.owner.empty()) own(inode, options.owner);
  inode->flags = with(inode->flags, options.attributes);
  inode->creation_time = static_cast<ntfs_time>(filetime(created));
  inode->last_data_change_time = static_cast<ntfs_time>(filetime(modified));
  inode->last_mft_change_time = inode->last_data_change_time;
  inode->last_access_time = inode->last_data_change_time;
  NInoSetDirty(inode);
  NInoFileNameSetDirty(inode);
}

bool NtfsWriter::Body::write(ntfs_inode* inode, const std::string& stream, std::uint64_t hole,
                             std::string_view content) {
  const std::u16string name = utf16_from_utf8(stream);
  if (!name.empty() && ntfs_attr_add(inode, AT_DATA, name_of(name), length_of(name), nullptr, 0)) {
    return false;
  }
  const Attribute data(
      ntfs_attr_open(inode, AT_DATA, name.empty() ? AT_UNNAMED : name_of(name), length_of(name)));
  if (!data) return false;
  const auto total = static_cast<s64>(hole + content.size());
  if (hole > 0 && ntfs_attr_truncate(data.get(), total) != 0) return false;
  std::size_t done = 0;
  while (done < content.size()) {
    const s64 wrote =
        ntfs_attr_pwrite(data.get(), static_cast<s64>(hole + done),
                         static_cast<s64>(content.size() - done), content.data() + done);
    if (wrote <= 0) return false;
    done += static_cast<std::size_t>(wrote);
  }
  // The last compression unit is only packed when the stream is told that it is over.
  return (data->data_flags & ATTR_COMPRESSION_MASK) == 0 || ntfs_attr_pclose(data.get()) == 0;
}

/// The library looks for room in one piece, so the cluster after each one written is held until
/// the end.
bool NtfsWriter::Body::write_in_pieces(ntfs_inode* inode, std::string_view content) {
  const Attribute data(ntfs_attr_open(inode, AT_DATA, AT_UNNAMED, 0));
  std::vector<runlist_element*> held;
  bool written = data != nullptr;
  for (std::size_t from = 0; written && from < content.size(); from += 4096) {
    const std::string_view piece = content.substr(from, 4096);
    const auto length = static_cast<s64>(piece.size());
    written = ntfs_attr_pwrite(data.get(), static_cast<s64>(from), length, piece.data()) == length;
    const LCN last = ntfs_attr_vcn_to_lcn(data.get(), static_cast<VCN>(from / 4096));
    if (last > 0) held.push_back(ntfs_cluster_alloc(volume, 0, 1, last + 1, DATA_ZONE));
  }
  for (runlist_element* run : held) {
    if (run != nullptr) ntfs_cluster_free_from_rl(volume, run);
    std::free(run);
  }
  return written;
}

bool NtfsWriter::Body::write_wof(ntfs_inode* inode, std::string_view content, Wof how) {
  const Result<std::string> packed = wof_compressed(content, how);
  const std::string reparse = wof_reparse_point(wof_algorithm(how));
  // The content itself is one hole as long as the file: Windows shows its size, and reads nothing.
  return packed && write(inode, "", content.size(), "") &&
         write(inode, "WofCompressedData", 0, *packed) &&
         ntfs_set_ntfs_reparse_data(inode, reparse.data(), reparse.size(), 0) == 0;
}

void NtfsWriter::Body::expect(const std::string& where, const std::string& stream,
                              std::string_view content, const FileOptions& options,
                              std::uint64_t hole) {
  const std::string whole = std::string(hole, '\0') + std::string(content);
  expected.push_back({where, stream, MREF(entries[where]), whole.size(), sha256_hex(whole),
                      options.wof != Wof::none, options.lznt1, false, hole});
}

NtfsWriter::NtfsWriter(std::unique_ptr<Body> body) : body_(std::move(body)) {}
NtfsWriter::NtfsWriter(NtfsWriter&&) noexcept = default;
NtfsWriter& NtfsWriter::operator=(NtfsWriter&&) noexcept = default;
NtfsWriter::~NtfsWriter() = default;

Result<NtfsWriter> NtfsWriter::create(const std::string& path, std::uint64_t size,
                                      const std::string& label, std::uint64_t serial,
                                      std::uint64_t first_sector, const Utc& formatted) {
  TRY(format_ntfs(path, size, label, first_sector));
  auto body = std::make_unique<Body>();
  body->path = path;
  body->serial = serial;
  body->size = size;
  body->present = formatted;
  ntfs_log_set_handler(ntfs_log_handler_null);
  set_clock(formatted);
  body->volume = ntfs_mount(path.c_str(), NTFS_MNT_NONE);
  if (body->volume == nullptr) return fail(Errc::malformed, "cannot open the new volume");
  NVolSetCompression(body->volume);
  if (ntfs_open_secure(body->volume) != 0) return fail(Errc::malformed, "no $Secure");
  body->entries[""] = MK_MREF(FILE_root, 5);
  body->entries["/$Extend"] = MK_MREF(FILE_Extend, 11);
  for (std::uint64_t metafile = FILE_MFT; metafile <= FILE_Extend; ++metafile) {
    const Inode inode = body->open(metafile);
    FileOptions options;
    options.modified = formatted;
    options.attributes = attribute_hidden | attribute_system;
    if (inode) body->dress(inode.get(), options);
  }
  body->fill_security_index();
  return NtfsWriter(std::move(body));
}

void NtfsWriter::now(const Utc& moment) { body_->present = moment; }

void NtfsWriter::folder(const std::string& path, FileOptions options) {
  if (options.attributes == attribute_archive) options.attributes = 0;
  if (!body_->trouble) body_->folder(path, options);
}

void NtfsWriter::file(const std::string& path, std::string_view content, FileOptions options) {
  if (body_->trouble) return;
  const Inode made = body_->create(path, options, S_IFREG);
  if (!made) return;
  const bool written = options.wof == Wof::none
                           ? body_->write(made.get(), "", 0, content)
                           : body_->write_wof(made.get(), content, options.wof);
  if (!written) body_->trip("cannot write", path);
  body_->dress(made.get(), options);
  body_->expect(path, "", content, options);
}

void NtfsWriter::stream(const std::string& path, const std::string& name,
                        std::string_view content) {
  if (body_->trouble) return;
  const Inode inode = body_->open(path);
  if (!inode) return;
  if (!body_->write(inode.get(), name, 0, content)) body_->trip("cannot write", path + ":" + name);
  body_->expect(path, name, content, {});
}

void NtfsWriter::link(const std::string& existing, const std::string& name) {
  if (body_->trouble) return;
  const EvidencePath full(name);
  FileOptions plain;
  plain.attributes = 0;
  const std::uint64_t parent = body_->folder(std::string(full.folder()), plain);
  if (body_->trouble) return;
  const Inode inode = body_->open(existing);
  const Inode in = body_->open(parent);
  const std::u16string last = utf16_from_utf8(full.name());
  if (!inode || !in) return;
  if (ntfs_link(inode.get(), in.get(), name_of(last), length_of(last)) != 0) {
    body_->trip("cannot link", name);
  }
  body_->entries[name] = body_->entries[existing];
}

void NtfsWriter::remove(const std::string& path) {
  if (body_->trouble) return;
  const EvidencePath full(path);
  Inode inode = body_->open(path);
  Inode in = body_->open(std::string(full.folder()));
  const std::u16string last = utf16_from_utf8(full.name());
  if (!inode || !in) return;
  set_clock(body_->present);
  // ntfs_delete closes both, whatever comes of it.
  if (ntfs_delete(body_->volume, nullptr, inode.release(), in.release(), name_of(last),
                  length_of(last)) != 0) {
    body_->trip("cannot remove", path);
  }
  for (ExpectedStream& line : body_->expected) {
    if (line.path == path) line.deleted = true;
  }
  body_->entries.erase(path);
}

void NtfsWriter::sparse(const std::string& path, const std::string& stream, std::uint64_t hole,
                        std::string_view content, FileOptions options) {
  if (body_->trouble) return;
  const Inode made =
      body_->entries.contains(path) ? body_->open(path) : body_->create(path, options, S_IFREG);
  if (!made) return;
  if (!body_->write(made.get(), stream, hole, content)) body_->trip("cannot write", path);
  body_->dress(made.get(), options);
  body_->expect(path, stream, content, options, hole);
}

void NtfsWriter::fragmented(const std::string& path, std::string_view content) {
  if (body_->trouble) return;
  const Inode made = body_->create(path, {}, S_IFREG);
  if (!made) return;
  if (!body_->write_in_pieces(made.get(), content)) body_->trip("cannot write", path);
  body_->dress(made.get(), {});
  body_->expect(path, "", content, {});
}

void NtfsWriter::junction(const std::string& path, const std::string& target) {
  if (body_->trouble) return;
  FileOptions options;
  options.attributes = attribute_hidden | attribute_system;
  const Inode made = body_->create(path, options, S_IFDIR);
  if (!made) return;
  const std::string data = junction_reparse_point(target);
  if (ntfs_set_ntfs_reparse_data(made.get(), data.data(), data.size(), 0) != 0) {
    body_->trip("cannot make a junction", path);
  }
  body_->dress(made.get(), options);
}

void NtfsWriter::short_name(const std::string& path, const std::string& dos_name) {
  if (body_->trouble) return;
  Inode inode = body_->open(path);
  Inode in = body_->open(std::string(EvidencePath(path).folder()));
  if (!inode || !in) return;
  // ntfs_set_ntfs_dos_name closes both, whatever comes of it.
  if (ntfs_set_ntfs_dos_name(inode.release(), in.release(), dos_name.data(), dos_name.size(), 0)) {
    body_->trip("cannot give a short name", path);
  }
}

std::uint64_t NtfsWriter::reference(const std::string& path) const {
  const auto known = body_->entries.find(path);
  return known == body_->entries.end() ? 0 : known->second;
}

const std::vector<ExpectedStream>& NtfsWriter::expected() const { return body_->expected; }

Result<void> NtfsWriter::finish() {
  set_clock(body_->present);
  const int closed = ntfs_umount(std::exchange(body_->volume, nullptr), FALSE);
  run_clock();
  if (body_->trouble) return tl::unexpected(*body_->trouble);
  if (closed != 0) return fail(Errc::unreadable, "the volume does not close");
  return put_ntfs_serial(body_->path, body_->size, body_->serial);
}

}  // namespace trousse::tools

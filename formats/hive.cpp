// SPDX-License-Identifier: Apache-2.0
// After "Windows registry file format specification" (M. Suhanov); chapter names are cited below.
// Read by ourselves: libregf 20201007 over a libbfio memory range copies past the end of the buffer
// when a cell of a damaged hive points outside it (docs/decisions/0008-hive-reader.md).
#include "formats/hive.hpp"

#include <algorithm>
#include <cstring>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

constexpr std::size_t base_block = 4096;  // cell offsets count from its end
constexpr std::uint32_t no_cell = 0xFFFFFFFF;
constexpr std::size_t deepest_path = 512;       // what Windows allows
constexpr std::size_t most_children = 1 << 18;  // a real key has some ten thousand
constexpr std::size_t segment = 16344;          // of "Big data"

using Bytes = std::span<const std::byte>;

std::uint32_t number_at(Bytes from, std::size_t offset, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;) {
    value = value << 8 | static_cast<std::uint32_t>(from[offset + i]);
  }
  return value;
}
std::uint32_t u16(Bytes from, std::size_t offset) { return number_at(from, offset, 2); }
std::uint32_t u32(Bytes from, std::size_t offset) { return number_at(from, offset, 4); }

bool has_mark(Bytes cell, const char* mark, std::size_t least_size) {
  return cell.size() >= least_size && std::memcmp(cell.data(), mark, 2) == 0;
}

/// Names are kept in one byte a character where Latin-1 is enough, in UTF-16 elsewhere.
std::string name_in(Bytes cell, std::size_t offset, std::size_t length, bool latin1) {
  const Bytes raw = cell.subspan(std::min(offset, cell.size()))
                        .first(std::min(length, cell.size() - std::min(offset, cell.size())));
  if (!latin1) return utf8_from_utf16le(raw);
  std::string name;
  for (const std::byte one : raw) {
    const auto code = static_cast<unsigned char>(one);
    if (code >= 0x80) name += static_cast<char>(0xC0 | code >> 6);
    name += static_cast<char>(code < 0x80 ? code : 0x80 | (code & 0x3F));
  }
  return name;
}

/// "Key node".
struct Key {
  static constexpr std::size_t fixed_size = 76;
  Bytes cell;
  std::string name() const {
    return name_in(cell, fixed_size, u16(cell, 72), (u16(cell, 2) & 0x20) != 0);
  }
  std::uint64_t written() const {
    return std::uint64_t{u32(cell, 8)} << 32 | std::uint64_t{u32(cell, 4)};
  }
  std::uint32_t subkeys() const { return u32(cell, 20) == 0 ? no_cell : u32(cell, 28); }
  std::uint32_t value_count() const { return u32(cell, 36); }
  std::uint32_t values() const { return u32(cell, 40); }
};

/// "Key value".
struct ValueCell {
  static constexpr std::size_t fixed_size = 20;
  Bytes cell;
  std::string name() const {
    return name_in(cell, fixed_size, u16(cell, 2), (u16(cell, 16) & 1) != 0);
  }
};

}  // namespace

struct Hive::Body {
  std::vector<std::byte> bytes;
  Bytes cells;  // what follows the base block

  /// The content of a cell in use; empty when there is none at that offset ("Cells").
  Bytes cell(std::uint32_t offset) const {
    if (offset % 8 != 0 || offset >= cells.size() || cells.size() - offset < 8) return {};
    const std::uint32_t raw = u32(cells, offset);
    const std::uint64_t size = std::uint64_t{0x100000000} - raw;  // negative: in use
    if (raw < 0x80000000U || size < 8 || size > cells.size() - offset) return {};
    return cells.subspan(offset + 4, static_cast<std::size_t>(size) - 4);
  }

  std::optional<Key> key(std::uint32_t offset) const {
    const Bytes content = cell(offset);
    if (!has_mark(content, "nk", Key::fixed_size)) return std::nullopt;
    return Key{content};
  }

  void add_leaf(Bytes list, std::vector<std::uint32_t>& into) const;
  std::vector<std::uint32_t> children(const Key& of) const;
  std::optional<Key> child(const Key& of, std::string_view name) const;
  std::optional<Key> at(std::string_view path) const;
  std::vector<ValueCell> values(const Key& of) const;
  std::optional<std::vector<std::byte>> data(const ValueCell& of) const;
  std::optional<std::vector<std::byte>> big_data(Bytes list, std::size_t size) const;
};

/// "Subkeys list": leaves "lf" and "lh" hold an offset and a hint, "li" an offset alone.
void Hive::Body::add_leaf(Bytes list, std::vector<std::uint32_t>& into) const {
  const bool hinted = has_mark(list, "lf", 4) || has_mark(list, "lh", 4);
  if (!hinted && !has_mark(list, "li", 4)) return;
  const std::size_t step = hinted ? 8 : 4;
  const std::size_t count = std::min<std::size_t>(u16(list, 2), (list.size() - 4) / step);
  for (std::size_t i = 0; i < count && into.size() < most_children; ++i) {
    into.push_back(u32(list, 4 + i * step));
  }
}

std::vector<std::uint32_t> Hive::Body::children(const Key& of) const {
  std::vector<std::uint32_t> offsets;
  const Bytes list = cell(of.subkeys());
  if (!has_mark(list, "ri", 4)) {
    add_leaf(list, offsets);
    return offsets;
  }
  // An index root holds leaves only, never another root: no depth to follow.
  const std::size_t count = std::min<std::size_t>(u16(list, 2), (list.size() - 4) / 4);
  for (std::size_t i = 0; i < count; ++i) add_leaf(cell(u32(list, 4 + i * 4)), offsets);
  return offsets;
}

std::optional<Key> Hive::Body::child(const Key& of, std::string_view name) const {
  for (const std::uint32_t offset : children(of)) {
    auto candidate = key(offset);
    if (candidate && same_name(candidate->name(), name)) return candidate;
  }
  return std::nullopt;
}

std::optional<Key> Hive::Body::at(std::string_view path) const {
  auto found = key(u32(bytes, 36));
  for (std::size_t depth = 0; found && !path.empty(); ++depth) {
    if (depth == deepest_path) return std::nullopt;
    const std::size_t end = std::min(path.find('\\'), path.size());
    found = child(*found, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return found;
}

std::vector<ValueCell> Hive::Body::values(const Key& of) const {
  std::vector<ValueCell> all;
  const Bytes list = cell(of.values());
  const std::size_t count = std::min<std::size_t>(of.value_count(), list.size() / 4);
  for (std::size_t i = 0; i < count && i < most_children; ++i) {
    const Bytes content = cell(u32(list, i * 4));
    if (has_mark(content, "vk", ValueCell::fixed_size)) all.push_back({content});
  }
  return all;
}

/// "Key value", data size: its highest bit says that the data stands in the place of its offset.
std::optional<std::vector<std::byte>> Hive::Body::data(const ValueCell& of) const {
  constexpr std::uint32_t inside = 0x80000000U;
  const std::uint32_t raw = u32(of.cell, 4);
  const std::size_t size = raw & ~inside;
  if (size == 0) return std::vector<std::byte>{};
  if ((raw & inside) != 0) {
    if (size > 4) return std::nullopt;
    const Bytes four = of.cell.subspan(8, size);
    return std::vector<std::byte>(four.begin(), four.end());
  }
  const Bytes content = cell(u32(of.cell, 8));
  if (size > segment && has_mark(content, "db", 8)) return big_data(content, size);
  if (size > content.size()) return std::nullopt;
  return std::vector<std::byte>(content.begin(),
                                content.begin() + static_cast<std::ptrdiff_t>(size));
}

/// "Big data". The whole cannot be larger than the hive that holds it, whatever its size says.
std::optional<std::vector<std::byte>> Hive::Body::big_data(Bytes list, std::size_t size) const {
  const Bytes offsets = cell(u32(list, 4));
  const std::size_t count = std::min<std::size_t>(u16(list, 2), offsets.size() / 4);
  if (size > cells.size() || size > count * segment) return std::nullopt;
  std::vector<std::byte> out;
  out.reserve(size);
  for (std::size_t i = 0; i < count && out.size() < size; ++i) {
    const Bytes content = cell(u32(offsets, i * 4));
    const std::size_t part = std::min({segment, content.size(), size - out.size()});
    out.insert(out.end(), content.begin(), content.begin() + static_cast<std::ptrdiff_t>(part));
  }
  if (out.size() != size) return std::nullopt;
  return out;
}

bool looks_like_hive(std::span<const std::byte> bytes) {
  return bytes.size() >= 4 && std::memcmp(bytes.data(), "regf", 4) == 0;
}

Result<Hive> Hive::open(std::vector<std::byte> bytes) {
  if (!looks_like_hive(bytes)) return fail(Errc::malformed, "not a registry hive");
  if (bytes.size() <= base_block) return fail(Errc::malformed, "a hive cut before its first key");
  // "Base block": version 1.1 and before lays its cells out differently.
  if (u32(bytes, 20) != 1 || u32(bytes, 24) < 2) {
    return fail(Errc::unsupported, "a hive of a version before 1.2");
  }
  auto body = std::make_unique<Body>();
  body->bytes = std::move(bytes);
  body->cells = Bytes(body->bytes).subspan(base_block);
  if (!body->at("")) return fail(Errc::malformed, "the hive has no root key");
  return Hive(std::move(body));
}

Hive::Hive(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Hive::Hive(Hive&&) noexcept = default;
Hive& Hive::operator=(Hive&&) noexcept = default;
Hive::~Hive() = default;

std::vector<std::string> Hive::subkeys(std::string_view path) const {
  std::vector<std::string> names;
  const auto key = body_->at(path);
  if (!key) return names;
  for (const std::uint32_t offset : body_->children(*key)) {
    if (const auto one = body_->key(offset)) names.push_back(one->name());
  }
  return names;
}

std::vector<Hive::Value> Hive::values(std::string_view path) const {
  std::vector<Value> all;
  const auto key = body_->at(path);
  if (!key) return all;
  // Values do not share their data, so all of it together fits in the hive; a hive whose values
  // do is made to fill memory, and what is over is left out.
  std::size_t room = body_->cells.size();
  for (const ValueCell& one : body_->values(*key)) {
    auto data = body_->data(one);
    if (!data) continue;
    if (data->size() > room) break;
    room -= data->size();
    all.push_back({one.name(), u32(one.cell, 12), std::move(*data)});
  }
  return all;
}

std::optional<Hive::Value> Hive::value(std::string_view path, std::string_view name) const {
  const auto key = body_->at(path);
  if (!key) return std::nullopt;
  for (const ValueCell& one : body_->values(*key)) {
    if (!same_name(one.name(), name)) continue;
    auto data = body_->data(one);
    if (!data) return std::nullopt;
    return Value{one.name(), u32(one.cell, 12), std::move(*data)};
  }
  return std::nullopt;
}

std::optional<Utc> Hive::last_written(std::string_view path) const {
  const auto key = body_->at(path);
  return key ? from_filetime(key->written()) : std::nullopt;
}

std::optional<std::string> Hive::text(std::string_view path, std::string_view name) const {
  constexpr std::uint32_t reg_sz = 1;
  constexpr std::uint32_t reg_expand_sz = 2;
  const auto found = value(path, name);
  if (!found || (found->type != reg_sz && found->type != reg_expand_sz)) return std::nullopt;
  const std::string whole = utf8_from_utf16le(found->data);
  // What stands after the first NUL is what an earlier, longer value left.
  return whole.substr(0, whole.find('\0'));
}

std::optional<std::uint64_t> Hive::number(std::string_view path, std::string_view name) const {
  constexpr std::uint32_t reg_dword = 4;
  constexpr std::uint32_t reg_qword = 11;
  const auto found = value(path, name);
  if (!found) return std::nullopt;
  const Bytes data = found->data;
  if (found->type == reg_dword && data.size() == 4) return u32(data, 0);
  if (found->type != reg_qword || data.size() != 8) return std::nullopt;
  return std::uint64_t{u32(data, 4)} << 32 | std::uint64_t{u32(data, 0)};
}

}  // namespace trousse::formats

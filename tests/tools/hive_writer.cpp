// SPDX-License-Identifier: Apache-2.0
// After "Windows registry file format specification" (M. Suhanov), chapters "Base block",
// "Hive bins" and "Cells".
#include "tests/tools/hive_writer.hpp"

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/security_descriptor.hpp"

namespace trousse::tools {

struct HiveWriter::Key {
  struct Value {
    std::string name;
    std::uint32_t type = 0;
    std::string data;
  };
  std::string name;
  Utc written;
  std::vector<Value> values;
  /// By upper-case name: the order in which Windows keeps and searches them.
  std::map<std::string, std::unique_ptr<Key>> keys;
};

namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::size_t bin_unit = 4096;
constexpr std::size_t bin_header = 32;
constexpr std::size_t largest_plain_value = 16344;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

/// The name as it is stored: one byte a character where that is enough.
std::string stored(const std::string& name) { return is_ascii(name) ? name : utf16(name); }

/// The hash of a leaf "lh": 37 * h + upper-case character.
std::uint32_t leaf_hash(const std::string& name) {
  std::uint32_t hash = 0;
  for (const char16_t unit : utf16_from_utf8(upper(name))) hash = hash * 37 + unit;
  return hash;
}

/// The bins: cells are laid one after the other, a new bin is opened when one does not fit.
class Cells {
 public:
  explicit Cells(const Utc& when) : when_(when) {}

  std::uint32_t add(const std::string& content) {
    const std::size_t need = (content.size() + 4 + 7) / 8 * 8;
    if (out_.size() + need > bin_end_) open_bin(need);
    const auto offset = static_cast<std::uint32_t>(out_.size());
    out_.u32(0U - static_cast<std::uint32_t>(need)).text(content);
    out_.fill_to(offset + need);
    return offset;
  }

  void put_u32(std::uint32_t cell, std::size_t field, std::uint32_t value) {
    out_.put_u32(cell + 4 + field, value);
  }

  std::string take() {
    close_bin();
    return out_.take();
  }

 private:
  void close_bin() {
    const std::size_t left = bin_end_ - out_.size();
    if (left > 0) out_.u32(left).fill_to(bin_end_);
  }

  void open_bin(std::size_t need) {
    close_bin();
    const std::size_t start = out_.size();
    const std::size_t size = (need + bin_header + bin_unit - 1) / bin_unit * bin_unit;
    out_.text("hbin").u32(start).u32(size).u64(0).time(when_).u32(0);
    bin_end_ = start + size;
  }

  Bytes out_;
  std::size_t bin_end_ = 0;
  Utc when_;
};

struct Writer {
  Cells cells;
  std::uint32_t security = none;
  std::uint32_t keys = 0;

  std::uint32_t data(const std::string& bytes);
  std::uint32_t value(const HiveWriter::Key::Value& value);
  std::uint32_t values(const HiveWriter::Key& key);
  std::uint32_t subkeys(const HiveWriter::Key& key, std::uint32_t parent);
  std::uint32_t key(const HiveWriter::Key& key, std::uint32_t parent, bool root);
};

std::uint32_t Writer::data(const std::string& bytes) {
  if (bytes.size() <= largest_plain_value) return cells.add(bytes);
  Bytes list;
  std::size_t count = 0;
  for (std::size_t from = 0; from < bytes.size(); from += largest_plain_value) {
    list.u32(cells.add(bytes.substr(from, largest_plain_value)));
    ++count;
  }
  return cells.add(Bytes().text("db").u16(count).u32(cells.add(list.str())).take());
}

std::uint32_t Writer::value(const HiveWriter::Key::Value& value) {
  const std::string name = stored(value.name);
  std::size_t size = value.data.size();
  std::uint32_t where = 0;
  if (size <= 4) {
    Bytes inside;
    inside.text(value.data).fill_to(4);
    where = inside.get_u32(0);
    size |= 0x80000000U;  // the data is in the place of its offset
  } else {
    where = data(value.data);
  }
  return cells.add(Bytes()
                       .text("vk")
                       .u16(name.size())
                       .u32(size)
                       .u32(where)
                       .u32(value.type)
                       .u16(is_ascii(value.name) ? 1 : 0)
                       .u16(0)
                       .text(name)
                       .take());
}

std::uint32_t Writer::values(const HiveWriter::Key& key) {
  if (key.values.empty()) return none;
  Bytes list;
  for (const auto& one : key.values) list.u32(value(one));
  return cells.add(list.str());
}

std::uint32_t Writer::subkeys(const HiveWriter::Key& key_of, std::uint32_t parent) {
  if (key_of.keys.empty()) return none;
  constexpr std::size_t leaf_size = 500;
  std::vector<std::uint32_t> leaves;
  Bytes leaf;
  std::size_t count = 0;
  const auto close = [&] {
    leaves.push_back(cells.add(Bytes().text("lh").u16(count).text(leaf.str()).take()));
    leaf = {};
    count = 0;
  };
  for (const auto& [name, child] : key_of.keys) {
    leaf.u32(key(*child, parent, false)).u32(leaf_hash(child->name));
    if (++count == leaf_size) close();
  }
  if (count > 0) close();
  if (leaves.size() == 1) return leaves.front();
  Bytes root;
  root.text("ri").u16(leaves.size());
  for (const std::uint32_t one : leaves) root.u32(one);
  return cells.add(root.str());
}

std::uint32_t Writer::key(const HiveWriter::Key& from, std::uint32_t parent, bool root) {
  const std::string name = stored(from.name);
  std::size_t longest_key = 0;
  std::size_t longest_value = 0;
  std::size_t largest_data = 0;
  for (const auto& [upper_name, child] : from.keys) {
    longest_key = std::max(longest_key, utf16(child->name).size());
  }
  for (const auto& one : from.values) {
    longest_value = std::max(longest_value, utf16(one.name).size());
    largest_data = std::max(largest_data, one.data.size());
  }
  const unsigned flags = (is_ascii(from.name) ? 0x20U : 0U) | (root ? 0x0CU : 0U);
  Bytes out;
  out.text("nk").u16(flags).time(from.written).u32(0).u32(parent);
  out.u32(from.keys.size()).u32(0).u32(none).u32(none);
  out.u32(from.values.size()).u32(none).u32(security).u32(none);
  out.u32(longest_key).u32(0).u32(longest_value).u32(largest_data).u32(0);
  out.u16(name.size()).u16(0).text(name);
  const std::uint32_t cell = cells.add(out.str());
  ++keys;
  if (security == none) {
    const std::string descriptor = security_descriptor("S-1-5-32-544");
    security = cells.add(Bytes()
                             .text("sk")
                             .u16(0)
                             .u32(0)
                             .u32(0)
                             .u32(0)
                             .u32(descriptor.size())
                             .text(descriptor)
                             .take());
    cells.put_u32(security, 4, security);
    cells.put_u32(security, 8, security);
    cells.put_u32(cell, 0x2C, security);
  }
  cells.put_u32(cell, 0x28, values(from));
  cells.put_u32(cell, 0x1C, subkeys(from, cell));
  return cell;
}

std::string base_block(const std::string& file_name, const Utc& written, std::uint32_t type,
                       std::uint32_t root, std::size_t bins) {
  Bytes out;
  out.text("regf").u32(41).u32(41).time(written).u32(1).u32(5).u32(type).u32(1).u32(root);
  // The field holds the last 31 characters of the path, and a NUL.
  const std::string tail =
      file_name.size() > 31 ? file_name.substr(file_name.size() - 31) : file_name;
  out.u32(bins).u32(1).utf16_field(tail, 64).fill_to(508);
  std::uint32_t checksum = 0;
  for (std::size_t at = 0; at < 508; at += 4) checksum ^= out.get_u32(at);
  if (checksum == 0) checksum = 1;
  if (checksum == none) checksum = none - 1;
  out.u32(checksum);
  return out.take();
}

}  // namespace

HiveWriter::HiveWriter(std::string file_name, const Utc& written)
    : file_name_(std::move(file_name)), written_(written), root_(std::make_unique<Key>()) {
  root_->name = "ROOT";
  root_->written = written;
}
HiveWriter::HiveWriter(HiveWriter&&) noexcept = default;
HiveWriter& HiveWriter::operator=(HiveWriter&&) noexcept = default;
HiveWriter::~HiveWriter() = default;

HiveWriter::Key& HiveWriter::at(std::string_view path) {
  Key* key = root_.get();
  while (!path.empty()) {
    const auto end = std::min(path.find('\\'), path.size());
    const std::string name(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
    auto& child = key->keys[upper(name)];
    if (!child) {
      child = std::make_unique<Key>();
      child->name = name;
      child->written = written_;
    }
    key = child.get();
  }
  return *key;
}

HiveWriter& HiveWriter::key(std::string_view path) {
  at(path);
  return *this;
}

HiveWriter& HiveWriter::key(std::string_view path, const Utc& written) {
  at(path).written = written;
  return *this;
}

HiveWriter& HiveWriter::value(std::string_view path, std::string_view name, std::uint32_t type,
                              std::string_view data) {
  at(path).values.push_back({std::string(name), type, std::string(data)});
  return *this;
}

HiveWriter& HiveWriter::text(std::string_view path, std::string_view name,
                             std::string_view value_) {
  return value(path, name, 1, utf16(value_) + std::string(2, '\0'));
}

HiveWriter& HiveWriter::expand_text(std::string_view path, std::string_view name,
                                    std::string_view value_) {
  return value(path, name, 2, utf16(value_) + std::string(2, '\0'));
}

HiveWriter& HiveWriter::texts(std::string_view path, std::string_view name,
                              const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& one : values) all += utf16(one) + std::string(2, '\0');
  return value(path, name, 7, all + std::string(2, '\0'));
}

HiveWriter& HiveWriter::dword(std::string_view path, std::string_view name, std::uint32_t value_) {
  return value(path, name, 4, Bytes().u32(value_).str());
}

HiveWriter& HiveWriter::qword(std::string_view path, std::string_view name, std::uint64_t value_) {
  return value(path, name, 11, Bytes().u64(value_).str());
}

HiveWriter& HiveWriter::binary(std::string_view path, std::string_view name,
                               std::string_view value_) {
  return value(path, name, 3, value_);
}

std::string HiveWriter::bytes() const {
  Writer writer{Cells(written_)};
  const std::uint32_t root = writer.key(*root_, none, true);
  const std::string bins = writer.cells.take();
  std::string out = base_block(file_name_, written_, 0, root, bins.size());
  out.resize(bin_unit, '\0');
  // The one security cell counts the keys that share it.
  Bytes count;
  count.u32(writer.keys);
  std::string all = out + bins;
  all.replace(bin_unit + writer.security + 4 + 12, 4, count.str());
  return all;
}

std::string HiveWriter::log() const { return base_block(file_name_, written_, 6, 32, 0); }

}  // namespace trousse::tools

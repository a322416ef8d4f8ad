// SPDX-License-Identifier: Apache-2.0
#include "evidence/bag_writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view manifest = "manifest-sha256.txt";
// The same sums with names as they are: BagIt writes '%' as %25, which sha256sum does not undo.
constexpr std::string_view plain_sums = "sha256sums.txt";

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// RFC 8493 2.1.3: LF, CR and '%', and only those.
std::string manifest_name_of(std::string_view path) {
  std::string out;
  for (const char letter : path) out += letter == '%' ? std::string("%25") : std::string(1, letter);
  return out;
}

std::string mark_of(std::string_view path) {
  const Sha256 hash = sha256(bytes_of(folded(path)));
  return std::string(reinterpret_cast<const char*>(hash.data()), 8);
}

std::string short_of(const Sha256& hash) {
  return std::string(reinterpret_cast<const char*>(hash.data()), 12);
}

}  // namespace

bool is_safe_bag_path(std::string_view path) {
  if (!path.starts_with("data/") && !path.starts_with("records/")) return false;
  if (path.size() > 65'536 || valid_utf8(path) != path) return false;
  while (true) {
    const auto slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    const bool plain = std::all_of(component.begin(), component.end(), [](char letter) {
      const auto code = static_cast<unsigned char>(letter);
      return code >= 0x20 && code != 0x7f && letter != '\\';
    });
    if (!plain || component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Result<std::unique_ptr<BagWriter>> BagWriter::start(Files& files, fs::path folder) {
  TRY(files.make_folder(folder));
  TRY(files.make_folders(folder / "data"));
  auto bag = std::unique_ptr<BagWriter>(new BagWriter(files, std::move(folder)));
  for (const std::string_view merged : {"outcomes", "findings", "files", "steps"}) {
    bag->names_.claim(fmt::format("data/{}.jsonl", merged));
  }
  return bag;
}

Result<std::unique_ptr<OutputFile>> BagWriter::create(std::string& path) {
  const fs::path wanted = folder_ / path;
  auto made = disk_.make_folders(wanted.parent_path());
  auto out = made ? disk_.create(wanted)
                  : Result<std::unique_ptr<OutputFile>>(tl::unexpected<Error>(made.error()));
  if (out || out.error().code != Errc::refused) return out;
  // Too long or with a letter that this file system does not have: the true name stands in
  // outcomes.jsonl and in the list of renamed files.
  std::string other("data/renamed/");
  other.append(hex(sha256(bytes_of(path))), 0, 32).append(".bin");
  TRY(disk_.make_folders((folder_ / other).parent_path()));
  renamed_.push_back(path + " -> " + other);
  path = names_.claim(other);
  return disk_.create(folder_ / path);
}

Result<BagWriter::Placed> BagWriter::add(const TarEntry& entry, TarReader& tar) {
  Placed placed;
  placed.path = names_.claim(entry.path);
  const bool collides = placed.path != entry.path;
  std::string path = placed.path;
  auto out = TRY(create(path));
  placed.path = path;
  Sha256Stream hash;
  std::uint64_t size = 0;
  while (true) {
    auto piece = tar.read();
    if (!piece) {
      out.reset();
      static_cast<void>(disk_.remove(folder_ / path));
      return tl::unexpected<Error>(piece.error());
    }
    if (piece->empty()) break;
    hash.add(*piece);
    size += piece->size();
    TRY(out->write(*piece));
  }
  out.reset();
  placed.sha256 = hash.finish();
  // A step that was cut and done again took some files twice: the same bytes are kept once.
  const auto [first, is_first] = first_hash_.emplace(mark_of(entry.path), short_of(placed.sha256));
  if (collides && !is_first && first->second == short_of(placed.sha256)) {
    TRY(disk_.remove(folder_ / path));
    placed.path = entry.path;
    placed.was_there = true;
    return placed;
  }
  if (collides) renamed_.push_back(entry.path + " -> " + placed.path);
  if (entry.modified) {
    // A time that this file system cannot keep is no reason to lose the file.
    static_cast<void>(
        disk_.set_time(folder_ / path, entry.modified->seconds, entry.modified->nanoseconds));
  }
  TRY(list(placed.path, placed.sha256, size));
  return placed;
}

Result<void> BagWriter::grow(const std::string& path, std::string_view text) {
  Growing& file = growing_[path];
  if (!file.out) file.out = TRY(disk_.create(folder_ / path));
  file.hash.add(bytes_of(text));
  file.size += text.size();
  return file.out->write(bytes_of(text));
}

Result<void> BagWriter::list(const std::string& path, const Sha256& hash, std::uint64_t size) {
  ++count_;
  bytes_ += size;
  TRY(grow(std::string(manifest), hex(hash) + "  " + manifest_name_of(path) + "\n"));
  return grow(std::string(plain_sums), hex(hash) + "  " + path + "\n");
}

Result<void> BagWriter::append(const std::string& path, std::string_view lines) {
  return grow(path, lines);
}

Result<void> BagWriter::add_tag(const std::string& path, std::string_view content) {
  TRY(disk_.make_folders((folder_ / path).parent_path()));
  const auto out = TRY(disk_.create(folder_ / path));
  TRY(out->write(bytes_of(content)));
  TRY(out->sync());
  tags_.push_back(hex(sha256(bytes_of(content))) + "  " + path + "\n");
  return {};
}

Result<void> BagWriter::close(const std::string& info) {
  std::vector<std::tuple<std::string, Sha256, std::uint64_t>> merged;
  for (auto& [path, file] : growing_) {
    if (path == manifest || path == plain_sums) continue;
    TRY(file.out->sync());
    merged.emplace_back(path, file.hash.finish(), file.size);
  }
  for (const auto& [path, hash, size] : merged) TRY(list(path, hash, size));
  for (const std::string_view name : {manifest, plain_sums}) {
    TRY(grow(std::string(name), ""));
    Growing& file = growing_[std::string(name)];
    TRY(file.out->sync());
    tags_.push_back(hex(file.hash.finish()) + "  " + std::string(name) + "\n");
  }
  growing_.clear();
  TRY(add_tag("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
  TRY(add_tag("bag-info.txt", info + fmt::format("Payload-Oxum: {}.{}\n", bytes_, count_)));
  std::sort(tags_.begin(), tags_.end());
  std::string all;
  for (const std::string& line : tags_) all += line;
  return keep(disk_, folder_ / "tagmanifest-sha256.txt", all);
}

}  // namespace trousse::evidence

// SPDX-License-Identifier: Apache-2.0
// Real images against The Sleuth Kit's own tools: every file that fls lists must be found by us
// under its path, with the bytes that icat gives.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "core/handle.hpp"
#include "disks/tsk.hpp"
#include "disks/volume.hpp"
#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t most_compared = 80 << 20;  // of one stream

using Pipe = Handle<FILE, pclose>;

/// A child of the test; names come from our own test data, quoted all the same.
Pipe run(const std::string& command) { return Pipe(popen(command.c_str(), "r")); }

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

std::string output_of(const std::string& command) {
  const Pipe pipe = run(command);
  std::string all;
  char piece[4096];
  while (const std::size_t got = std::fread(piece, 1, sizeof(piece), pipe.get())) {
    all.append(piece, got);
  }
  return all;
}

bool tools_are_here() { return std::system("command -v icat fls sha256sum >/dev/null 2>&1") == 0; }

/// The images as files that open_source takes: packed ones are unpacked beside the shared data.
std::vector<fs::path> images_of(const fs::path& data) {
  const fs::path unpacked = data / "unpacked";
  const fs::path samples = data / "msuhanov+ntfs-samples";
  if (!fs::exists(unpacked / "done")) {
    fs::create_directories(unpacked);
    for (const auto& entry : fs::directory_iterator(samples)) {
      const auto& path = entry.path();
      std::string command;
      if (path.extension() == ".gz") {
        const auto out = unpacked / path.stem();
        command = "zcat " + quoted(path) + " > " + quoted(out) + " && fallocate -d " + quoted(out);
      } else if (path.extension() == ".tgz") {
        command = "tar -C " + quoted(unpacked) + " -xzSf " + quoted(path);
      }
      if (!command.empty()) REQUIRE(std::system(command.c_str()) == 0);
    }
    write_file(unpacked / "done", "");
  }
  std::vector<fs::path> images = {
      data / "ColinFinck+ntfs/testdata/testfs1",
      data / "Velocidex+go-ewf/test/test.ntfs.dd.E01",
      data / "Velocidex+go-ext4/tests/images/hierarchy_32.ext4",
      data / "Velocidex+go-ext4/tests/images/hierarchy_64.ext4",
      data / "Velocidex+go-ext4/tests/images/tiny.ext4",
      data / "Velocidex+go-fat/testcases/fat12.dd",
      data / "dsoprea+go-exfat/test/assets/test.exfat",
      data / "log2timeline+dfvfs/test_data/ext2.E01",
      data / "log2timeline+dfvfs/test_data/ext2.split.E01",
      data / "log2timeline+dfvfs/test_data/\u00edmynd.dd",
      data / "rafalh+rust-fatfs/resources/fat12.img",
      data / "rafalh+rust-fatfs/resources/fat16.img",
  };
  for (const auto& entry : fs::directory_iterator(unpacked)) {
    if (entry.path().extension() == ".raw") images.push_back(entry.path());
  }
  return images;
}

struct Listed {
  std::string address;  ///< "42-128-3"
  std::string path;     ///< "/$Extend/$UsnJrnl"
  std::string stream;
};

/// The regular files that fls lists; on NTFS the $DATA streams of all entries.
std::vector<Listed> fls(const std::string& where, bool ntfs) {
  std::vector<Listed> found;
  const std::string text = output_of("fls -u -r -p " + where);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    // "r/r 42-128-3:\tpath"; folders of NTFS with streams are listed as r/r or d/d lines too.
    const auto colon = line.find(":\t");
    if (line.size() < 5 || colon == std::string::npos || line[0] == 'V' || line[0] == 'v') continue;
    Listed item{line.substr(4, colon - 4), "/" + line.substr(colon + 2), ""};
    if (item.path.find("$OrphanFiles") != std::string::npos) continue;
    if (!ntfs && line.substr(0, 3) != "r/r") continue;
    if (ntfs) {
      if (item.address.find("-128-") == std::string::npos) continue;
      const auto separator = item.path.rfind(':');
      if (separator != std::string::npos) {
        item.stream = item.path.substr(separator + 1);
        item.path.resize(separator);
      }
      if (item.stream == "$Bad") continue;
    }
    if (!ntfs && item.path[1] == '$') continue;  // $MBR, $FAT1, $FAT2 are TSK's own
    found.push_back(std::move(item));
  }
  return found;
}

/// 0 when the reader gives what the command prints, else the place of the first difference + 1.
std::uint64_t first_difference(const Reader& reader, const std::string& command) {
  const Pipe pipe = run(command);
  std::vector<std::byte> ours(1 << 20);
  std::vector<char> theirs(1 << 20);
  for (std::uint64_t at = 0; at < most_compared; at += ours.size()) {
    const auto got = reader.read_at(at, ours);
    if (!got) return at + 1;
    const std::size_t other = std::fread(theirs.data(), 1, theirs.size(), pipe.get());
    if (*got != other || std::memcmp(ours.data(), theirs.data(), other) != 0) return at + 1;
    if (other < theirs.size()) return 0;
  }
  return 0;
}

std::string sha256_of(const fs::path& path) { return output_of("sha256sum " + quoted(path)); }

}  // namespace

TEST_CASE("every file of every image has the bytes that icat gives, and no image is changed") {
  DATA_OR_SKIP(data, "01-disk-images");
  if (!tools_are_here()) {
    WARN("skipped: fls and icat (package sleuthkit) are not installed");
    return;
  }
  for (const auto& image : images_of(data)) {
    INFO(image.filename().string());
    // The 64 GB image is sparse: its hash would only measure the patience of the tester.
    const bool small = fs::file_size(image) < (1ULL << 31);
    const std::string before = small ? sha256_of(image) : "";
    const auto source = disks::open_source(image.string());
    REQUIRE(source);
    const auto volumes = disks::find_volumes(**source);
    REQUIRE(volumes);
    REQUIRE(volumes->size() == 1);
    const auto& info = volumes->front();
    const auto volume = disks::open_volume(**source, info);
    REQUIRE(volume);

    const std::string where = fmt::format("-o {} {}", info.offset / 512, quoted(image));
    if (output_of("fsstat " + where + " 2>/dev/null").empty()) {
      // The Sleuth Kit does not know clusters of 2 MiB; we do, and nothing here can check it.
      CHECK(image.filename() == "ntfs-2m.raw");
      continue;
    }
    std::size_t compared = 0;
    for (const auto& item : fls(where, info.file_system == FileSystem::ntfs)) {
      INFO(item.path << " : " << item.stream);
      const auto file = (*volume)->find(EvidencePath(item.path));
      REQUIRE(file);
      const auto* stream = file->stream(item.stream);
      REQUIRE(stream != nullptr);
      const auto reader = (*volume)->open(*file, item.stream);
      REQUIRE(reader);
      CHECK((*reader)->size() == stream->size);
      CHECK(first_difference(**reader, "icat -o " + std::to_string(info.offset / 512) + " " +
                                           quoted(image) + " " + item.address) == 0);
      ++compared;
    }
    CHECK(compared > 0);
    CHECK((!small || sha256_of(image) == before));
  }
}

TEST_CASE("the walk and the search agree, and every entry comes once") {
  DATA_OR_SKIP(data, "01-disk-images");
  for (const auto& image : images_of(data)) {
    INFO(image.filename().string());
    const auto source = disks::open_source(image.string());
    REQUIRE(source);
    const auto volumes = disks::find_volumes(**source);
    REQUIRE(volumes);
    const auto volume = disks::open_volume(**source, volumes->front());
    REQUIRE(volume);
    std::map<std::uint64_t, unsigned> met;
    std::vector<File> files;
    std::uint64_t before = 0;
    bool in_order = true;
    const auto walked = (*volume)->for_each_file([&](const File& file) {
      ++met[file.entry];
      in_order = in_order && file.entry >= before;
      before = file.entry;
      files.push_back(file);
      return disks::Next::go_on;
    });
    REQUIRE(walked);
    CHECK(walked->entries == files.size());
    CHECK(walked->unreadable == 0);
    if (volumes->front().file_system == FileSystem::ntfs) CHECK(in_order);
    CHECK(std::all_of(met.begin(), met.end(), [](const auto& one) { return one.second == 1; }));
    for (const auto& file : files) {
      if (file.deleted || file.orphan) continue;
      INFO(file.path.text());
      const auto found = (*volume)->find(file.path);
      REQUIRE(found);
      CHECK(found->entry == file.entry);
    }
  }
}

TEST_CASE("the four times of both attributes are kept apart") {
  DATA_OR_SKIP(data, "01-disk-images");
  images_of(data);
  const auto source = disks::open_source((data / "unpacked/ntfs-si-vs-fn.raw").string());
  REQUIRE(source);
  const auto volumes = disks::find_volumes(**source);
  REQUIRE(volumes);
  const auto volume = disks::open_volume(**source, volumes->front());
  REQUIRE(volume);
  const auto file = (*volume)->find(EvidencePath("/TEST/Test.TXT"));
  REQUIRE(file);
  CHECK(file->path.text() == "/test/test.txt");
  // As the sample's own notes say.
  REQUIRE(file->standard.created);
  REQUIRE(file->name_times.created);
  CHECK(to_iso8601(*file->standard.created).substr(0, 10) == "2015-11-03");
  CHECK(to_iso8601(*file->name_times.created).substr(0, 10) == "2014-12-12");
  CHECK(volumes->front().label == "SI-vs-FN");
  CHECK((*volume)->owner(*file).starts_with("S-1-5-"));
}

TEST_CASE("the special streams of NTFS can be opened") {
  DATA_OR_SKIP(data, "01-disk-images");
  images_of(data);
  const auto source = disks::open_source((data / "unpacked/ntfs.raw").string());
  REQUIRE(source);
  const auto volumes = disks::find_volumes(**source);
  REQUIRE(volumes);
  const auto volume = disks::open_volume(**source, volumes->front());
  REQUIRE(volume);
  const std::pair<const char*, const char*> wanted[] = {
      {"/$MFT", ""},
      {"/$MFTMirr", ""},
      {"/$LogFile", ""},
      {"/$Boot", ""},
      {"/$Secure", "$SDS"},
      {"/$Extend/$UsnJrnl", "$J"},
      {"/$Extend/$UsnJrnl", "$Max"},
      {"/$Extend/$RmMetadata/$TxfLog/$Tops", "$T"}};
  for (const auto& [path, stream] : wanted) {
    INFO(path << ":" << stream);
    const auto file = (*volume)->find(EvidencePath(path));
    REQUIRE(file);
    REQUIRE(file->stream(stream) != nullptr);
    const auto reader = (*volume)->open(*file, stream);
    REQUIRE(reader);
    std::vector<std::byte> bytes(512);
    REQUIRE((*reader)->read_at(0, bytes));
  }
  const auto missing = (*volume)->find(EvidencePath("/absent/file"));
  REQUIRE(!missing);
  CHECK(missing.error().code == Errc::missing);
  CHECK((*volume)->file(1 << 30).error().code == Errc::missing);
}

TEST_CASE("an image cut anywhere is walked as far as it goes, without a crash") {
  DATA_OR_SKIP(data, "01-disk-images");
  const TemporaryFolder folder;
  for (const auto& image :
       {data / "ColinFinck+ntfs/testdata/testfs1", data / "Velocidex+go-fat/testcases/fat12.dd",
        data / "dsoprea+go-exfat/test/assets/test.exfat",
        data / "Velocidex+go-ext4/tests/images/hierarchy_32.ext4"}) {
    const std::string whole = read_file(image);
    for (std::size_t size = 512; size < whole.size(); size += whole.size() / 17 + 1) {
      MemorySource source(bytes_of(std::string_view(whole).substr(0, size)));
      const auto volumes = disks::find_volumes(source);
      REQUIRE(volumes);
      const auto volume = disks::open_volume(source, volumes->front());
      if (!volume) continue;
      std::vector<File> files;
      (void)(*volume)->for_each_file([&](const File& file) {
        files.push_back(file);
        return disks::Next::go_on;
      });
      std::vector<std::byte> bytes(1 << 16);
      for (const auto& file : files) {
        for (const auto& stream : file.streams) {
          const auto reader = (*volume)->open(file, stream.name);
          if (reader) (void)(*reader)->read_at(0, bytes);
        }
      }
    }
  }
}

namespace {

std::uint64_t le_at(const Bytes& bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = length; i-- > 0;) {
    value = value << 8 | std::to_integer<std::uint64_t>(bytes.at(at + i));
  }
  return value;
}

// Where the inode of the root folder lies. Linux Documentation/filesystems/ext4: superblock at
// 1024, then the group descriptors.
std::size_t root_inode(const Bytes& bytes) {
  constexpr std::size_t super = 1024;
  const std::size_t block = std::size_t{1024} << le_at(bytes, super + 24, 4);
  const std::size_t groups = (le_at(bytes, super + 20, 4) + 1) * block;
  const std::size_t table = le_at(bytes, groups + 8, 4) * block;
  return table + le_at(bytes, super + 88, 2);
}

// The most memory that this process has had, KiB.
std::uint64_t peak_memory() {
  std::istringstream status(read_file("/proc/self/status"));
  for (std::string word; status >> word;) {
    std::uint64_t value = 0;
    if (word == "VmHWM:" && status >> value) return value;
  }
  return 0;
}

}  // namespace

TEST_CASE("a link of ext that claims a target of gigabytes costs no memory") {
  DATA_OR_SKIP(data, "01-disk-images");
  MemorySource source(bytes_of(read_file(data / "Velocidex+go-ext4/tests/images/tiny.ext4")));
  const std::size_t root = root_inode(source.bytes);
  put_le(source.bytes, root, 0xa1ff, 2);
  put_le(source.bytes, root + 4, 0x9d80'6fec, 4);
  const auto volumes = disks::find_volumes(source);
  REQUIRE(volumes);
  const std::uint64_t before = peak_memory();
  for (const auto& info : *volumes) {
    const auto volume = disks::open_volume(source, info);
    if (volume) (void)(*volume)->for_each_file([](const File&) { return disks::Next::go_on; });
  }
  CHECK(peak_memory() - before < 300'000);
}

TEST_CASE("a folder or a file of ext that claims to be endless is unreadable at once") {
  DATA_OR_SKIP(data, "01-disk-images");
  MemorySource source(bytes_of(read_file(data / "Velocidex+go-ext4/tests/images/tiny.ext4")));
  const std::size_t root = root_inode(source.bytes);
  put_le(source.bytes, root + 4, 0xffff'ff00, 4);
  {
    const auto fs = disks::TskFileSystem::open(source, FileSystem::ext2);
    REQUIRE(fs);
    const auto names = (*fs)->list((*fs)->root());
    REQUIRE_FALSE(names);
    CHECK(names.error().code == Errc::unreadable);
  }
  put_le(source.bytes, root, 0x81ff, 2);
  put_le(source.bytes, root + 108, 0x100, 4);  // a regular file of a terabyte
  const auto fs = disks::TskFileSystem::open(source, FileSystem::ext2);
  REQUIRE(fs);
  const auto content = (*fs)->content((*fs)->root());
  REQUIRE_FALSE(content);
  CHECK(content.error().code == Errc::unreadable);
}

TEST_CASE("random damage to an image never crashes the walk") {
  DATA_OR_SKIP(data, "01-disk-images");
  std::uint32_t seed = 12345;
  const auto next = [&] { return seed = seed * 1664525 + 1013904223; };
  const std::string whole = read_file(data / "ColinFinck+ntfs/testdata/testfs1");
  for (int round = 0; round < 60; ++round) {
    MemorySource source(bytes_of(whole));
    for (int i = 0; i < 400; ++i) {
      // The first MiB holds $MFT and the folders of this image.
      source.bytes[next() % (1 << 20)] = static_cast<std::byte>(next() >> 24);
    }
    for (int i = 0; i < 3; ++i) source.bad.insert(next() % 2048);
    const auto volume = disks::open_volume(source, ntfs_info(source.bytes));
    if (!volume) continue;
    std::vector<std::byte> bytes(4096);
    (void)(*volume)->for_each_file([&](const File& file) {
      for (const auto& stream : file.streams) {
        const auto reader = (*volume)->open(file, stream.name);
        if (reader) (void)(*reader)->read_at(0, bytes);
      }
      (void)(*volume)->find(file.path);
      return disks::Next::go_on;
    });
  }
}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse::evidence {

/// A file being written, from its start to its end only.
class OutputFile {
 public:
  virtual ~OutputFile() = default;  ///< closes; what was not synced may be lost
  /// All of `bytes`, or an error.
  virtual Result<void> write(std::span<const std::byte> bytes) = 0;
  /// On the medium when it returns (fsync).
  virtual Result<void> sync() = 0;
};

/// Everything that the room does to the place where a case or an archive is kept. The only other
/// body of it is the tests' key that gets pulled out. Errors: key_full (no room), key_removed (the
/// place went away), exists, refused, missing (reading only).
class Files {
 public:
  virtual ~Files() = default;

  /// Makes a file that must not be there yet.
  virtual Result<std::unique_ptr<OutputFile>> create(const std::filesystem::path& path) = 0;
  /// Opens a file to add at its end; makes it when it is not there. Errc::refused while another
  /// has it open in this way.
  virtual Result<std::unique_ptr<OutputFile>> append(const std::filesystem::path& path) = 0;
  /// Gives a file its final name, which must not be taken, and syncs the folder: after a power
  /// cut the file is there under that name, whole.
  virtual Result<void> publish(const std::filesystem::path& from,
                               const std::filesystem::path& to) = 0;
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
  /// Cuts a file to its first `size` bytes (the torn last line of a journal).
  virtual Result<void> cut(const std::filesystem::path& path, std::uint64_t size) = 0;
  /// Makes a folder and those above it, on the medium when it returns. A folder that is there and
  /// empty is fine; one that holds anything is Errc::exists.
  virtual Result<void> make_folder(const std::filesystem::path& path) = 0;
  /// Makes the folders that are lacking; content in them is fine.
  virtual Result<void> make_folders(const std::filesystem::path& path) = 0;
  /// Names in a folder, sorted.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0;
  /// Sets the modification time of a file.
  virtual Result<void> set_time(const std::filesystem::path& path, std::int64_t seconds,
                                std::uint32_t nanoseconds) = 0;
  virtual Result<std::unique_ptr<Reader>> read(const std::filesystem::path& path) = 0;
  /// Bytes that can still be written where this folder lies.
  virtual Result<std::uint64_t> room(const std::filesystem::path& folder) = 0;

  /// The real one.
  static Files& disk();
};

/// Writes a whole small file: `path`.partial, sync, publish.
Result<void> keep(Files& files, const std::filesystem::path& path, std::string_view content);

/// Gives `use` every byte of `in`, in order, in pieces of at most 1 MiB. Errors: those of reading
/// and of `use`; not_whole when it ends before its size.
Result<void> each_piece(const Reader& in,
                        const std::function<Result<void>(std::span<const std::byte>)>& use);

/// A whole small file as text; Errc::unsupported when it is larger than `limit`.
Result<std::string> read_text(Files& files, const std::filesystem::path& path, std::uint64_t limit);

}  // namespace trousse::evidence

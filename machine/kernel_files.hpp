// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// The files by which the kernel says what it knows of the PC (/sys, /proc, /dev/rtc*), below
/// `root`, which is "/" but in tests. Opened with O_RDONLY and nothing else; never written.
namespace trousse::machine {

/// At most `most` bytes of a regular file. Nothing when it is not there, may not be read, or is
/// no regular file: what the kernel does not say is not known.
std::optional<std::string> bytes_of(const std::string& root, const std::string& path,
                                    std::size_t most = 4096);

/// The same as one line to show: up to the first newline, without spaces around it, printable, at
/// most 200 bytes. Empty when it is not known.
std::string line_of(const std::string& root, const std::string& path);

/// The names in a folder, in order, at most 512. None when it cannot be listed.
std::vector<std::string> names_in(const std::string& root, const std::string& folder);

/// True when something of that name is there, whatever it is.
bool is_there(const std::string& root, const std::string& path);

}  // namespace trousse::machine

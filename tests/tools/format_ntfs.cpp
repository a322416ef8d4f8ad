// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/format_ntfs.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/tools/bytes.hpp"

namespace trousse::tools {
namespace {

Result<void> run_mkntfs(const std::string& path, const std::string& label,
                        std::uint64_t first_sector) {
  const std::string start = std::to_string(first_sector);
  // -T: times of zero, and so the same random serial number each time.
  const std::array<const char*, 18> arguments{
      "mkntfs", "-F", "-Q", "-T", "-q", "-s",          "512", "-c",          "4096",
      "-H",     "16", "-S", "63", "-p", start.c_str(), "-L",  label.c_str(), path.c_str()};
  std::vector<char*> list;
  for (const char* argument : arguments) list.push_back(const_cast<char*>(argument));
  list.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
    for (const char* program : {"/usr/sbin/mkntfs", "/sbin/mkntfs", "/usr/bin/mkntfs"}) {
      ::execv(program, list.data());
    }
    ::_exit(127);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) {
    return fail(Errc::unsupported, "mkntfs (package ntfs-3g) does not run");
  }
  return {};
}

}  // namespace

Result<void> format_ntfs(const std::string& path, std::uint64_t size, const std::string& label,
                         std::uint64_t first_sector) {
  if (std::filesystem::exists(path)) return fail(Errc::exists, path);
  std::ofstream(path, std::ios::binary).close();
  std::error_code trouble;
  std::filesystem::resize_file(path, size, trouble);
  if (trouble) return fail(Errc::key_full, trouble.message());
  return run_mkntfs(path, label, first_sector);
}

Result<void> put_ntfs_serial(const std::string& path, std::uint64_t size, std::uint64_t serial) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  const std::string bytes = Bytes().u64(serial).take();
  for (const std::uint64_t sector : {std::uint64_t{0}, size - 512}) {
    file.seekp(static_cast<std::streamoff>(sector + 0x48));
    file.write(bytes.data(), 8);
  }
  if (!file.flush()) return fail(Errc::key_full, "cannot write the serial number");
  return {};
}

}  // namespace trousse::tools

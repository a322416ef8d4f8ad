// SPDX-License-Identifier: Apache-2.0
#include "cli/confine.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>
#include <seccomp.h>

#include "core/descriptor.hpp"
#include "core/handle.hpp"

namespace trousse::cli {

namespace {

std::stop_source stop_asked;

// Nobody registers a callback on this source, so that asking it to stop only sets an atomic flag:
// that much a handler may do. A thread that waits for signals would stay outside of `confine`.
extern "C" void ask_to_stop(int) { stop_asked.request_stop(); }

}  // namespace

std::stop_token stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  action.sa_flags =
      static_cast<int>(SA_RESETHAND) | SA_RESTART;  // the second one ends the program as usual
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
  return stop_asked.get_token();
}

namespace {

using Filter = Handle<void, seccomp_release>;

// Everything a step does is reading, computing and writing files: what is named here has no place
// in it, and is what an exploited parser would want first.
constexpr int forbidden[] = {SCMP_SYS(socket),
                             SCMP_SYS(connect),
                             SCMP_SYS(bind),
                             SCMP_SYS(listen),
                             SCMP_SYS(accept),
                             SCMP_SYS(accept4),
                             SCMP_SYS(execve),
                             SCMP_SYS(execveat),
                             SCMP_SYS(mount),
                             SCMP_SYS(umount2),
                             SCMP_SYS(move_mount),
                             SCMP_SYS(open_tree),
                             SCMP_SYS(fsopen),
                             SCMP_SYS(pivot_root),
                             SCMP_SYS(chroot),
                             SCMP_SYS(ptrace),
                             SCMP_SYS(process_vm_readv),
                             SCMP_SYS(process_vm_writev),
                             SCMP_SYS(bpf),
                             SCMP_SYS(init_module),
                             SCMP_SYS(finit_module),
                             SCMP_SYS(delete_module),
                             SCMP_SYS(kexec_load),
                             SCMP_SYS(reboot),
                             SCMP_SYS(swapon),
                             SCMP_SYS(swapoff),
                             SCMP_SYS(unshare),
                             SCMP_SYS(setns),
                             SCMP_SYS(keyctl),
                             SCMP_SYS(userfaultfd),
                             SCMP_SYS(perf_event_open),
                             SCMP_SYS(settimeofday),
                             SCMP_SYS(clock_settime),
                             SCMP_SYS(mknod),
                             SCMP_SYS(mknodat)};

Result<void> filter_system_calls() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) return fail(Errc::refused, "seccomp: not available");
  for (const int call : forbidden) {
    const int added = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
    // A call that this architecture does not have needs no rule.
    if (added != 0 && added != -EDOM) {
      return fail(Errc::refused, fmt::format("seccomp: rule: {}", std::strerror(-added)));
    }
  }
  if (const int loaded = seccomp_load(filter.get()); loaded != 0) {
    return fail(Errc::refused, fmt::format("seccomp: {}", std::strerror(-loaded)));
  }
  return {};
}

constexpr std::uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                  LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                  LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                  LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

// Empty when the rules hold; the kernel's answer when it has no Landlock.
Result<std::string> restrict_writing(const std::vector<std::string>& writable) {
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = writing;
  // The size of the first version of the structure: older kernels refuse a larger one.
  const Descriptor rules(static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
  if (rules.get() < 0) return std::string(std::strerror(errno));
  for (const auto& path : writable) {
    const Descriptor folder(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (folder.get() < 0)
      return fail(Errc::missing, fmt::format("{}: {}", path, std::strerror(errno)));
    landlock_path_beneath_attr below{};
    below.allowed_access = writing;
    below.parent_fd = folder.get();
    if (syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &below, 0) != 0) {
      return fail(Errc::refused, fmt::format("Landlock: {}", std::strerror(errno)));
    }
  }
  if (syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) {
    return fail(Errc::refused, fmt::format("Landlock: {}", std::strerror(errno)));
  }
  return std::string();
}

}  // namespace

Result<Confinement> confine(const std::vector<std::string>& writable) {
  Confinement out;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(Errc::refused, fmt::format("no_new_privs: {}", std::strerror(errno)));
  }
  out.holds.emplace_back("no_new_privileges");
  const std::string trouble = TRY(restrict_writing(writable));
  if (trouble.empty()) {
    out.holds.emplace_back("landlock");
  } else {
    out.lacks.push_back("landlock: " + trouble);
  }
  if (auto filtered = filter_system_calls(); filtered) {
    out.holds.emplace_back("seccomp");
  } else {
    out.lacks.push_back(filtered.error().what);
  }
  return out;
}

}  // namespace trousse::cli

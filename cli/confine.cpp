// SPDX-License-Identifier: Apache-2.0
#include "cli/confine.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
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
constexpr int forbidden[] = {
    SCMP_SYS(connect), SCMP_SYS(execveat), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount),
    SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(bpf), SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
    SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(keyctl),
    SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open),
    // Its requests pass this filter by.
    SCMP_SYS(io_uring_setup), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(mknod),
    SCMP_SYS(mknodat)};
// A step neither waits for anybody nor runs anything. Beside it, a program waits for the step at a
// local socket, and is run itself.
constexpr int forbidden_to_a_step[] = {SCMP_SYS(socket), SCMP_SYS(bind),    SCMP_SYS(listen),
                                       SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(execve)};
// What a program without a case of its own has no use for, and we have.
constexpr int forbidden_to_a_daemon[] = {SCMP_SYS(open_by_handle_at),
                                         SCMP_SYS(truncate),
                                         SCMP_SYS(kill),
                                         SCMP_SYS(tkill),
                                         SCMP_SYS(rt_sigqueueinfo),
                                         SCMP_SYS(rt_tgsigqueueinfo),
                                         SCMP_SYS(pidfd_open),
                                         SCMP_SYS(pidfd_send_signal),
                                         SCMP_SYS(process_madvise),
                                         SCMP_SYS(setsid),
                                         SCMP_SYS(setpgid)};

using Conditions = std::vector<scmp_arg_cmp>;

scmp_arg_cmp other_than(std::uint64_t first_argument) {
  return {0, SCMP_CMP_NE, first_argument, 0};
}

Result<void> forbid(const Filter& filter, int call, const Conditions& when = {}) {
  const int added = seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EPERM), call,
                                           static_cast<unsigned>(when.size()), when.data());
  // A call that this architecture does not have needs no rule.
  if (added == 0 || added == -EDOM) return {};
  return fail(Errc::refused, fmt::format("seccomp: rule: {}", std::strerror(-added)));
}

// `program`: null for a step.
Result<void> filter_system_calls(const char* program = nullptr) {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) return fail(Errc::refused, "seccomp: not available");
  for (const int call : forbidden) TRY(forbid(filter, call));
  if (program == nullptr) {
    for (const int call : forbidden_to_a_step) TRY(forbid(filter, call));
  } else {
    for (const int call : forbidden_to_a_daemon) TRY(forbid(filter, call));
    TRY(forbid(filter, SCMP_SYS(socket), {other_than(AF_UNIX)}));
    // The filter is there before the program is: it lets pass the one pointer that its own path has
    // in this process. Whoever takes the program over would have to guess it.
    const auto only = reinterpret_cast<std::uintptr_t>(program);
    TRY(forbid(filter, SCMP_SYS(execve), {other_than(only)}));
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

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// The others are rights on a folder.
constexpr std::uint64_t of_a_file =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

/// What may be done below a path.
struct Allowed {
  std::string path;
  std::uint64_t access;
  bool may_be_missing = false;
};

// Of `handled`, only what is allowed. Empty when the rules hold; the kernel's answer when it has no
// Landlock.
Result<std::string> restrict_files(std::uint64_t kinds, const std::vector<Allowed>& allowed) {
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = kinds;
  // The size of the first version of the structure: older kernels refuse a larger one.
  const Descriptor rules(static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
  if (rules.get() < 0) return std::string(std::strerror(errno));
  for (const auto& [path, access, may_be_missing] : allowed) {
    const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat about {};
    if (place.get() < 0 && errno == ENOENT && may_be_missing) continue;
    if (place.get() < 0 || ::fstat(place.get(), &about) != 0)
      return fail(Errc::missing, fmt::format("{}: {}", path, std::strerror(errno)));
    landlock_path_beneath_attr below{};
    below.allowed_access = S_ISDIR(about.st_mode) ? access : access & of_a_file;
    below.parent_fd = place.get();
    if (syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &below, 0) != 0) {
      return fail(Errc::refused, fmt::format("Landlock: {}", std::strerror(errno)));
    }
  }
  if (syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) {
    return fail(Errc::refused, fmt::format("Landlock: {}", std::strerror(errno)));
  }
  return std::string();
}

// Of root's powers, reading files whatever their owner is left, when there was it: the signatures
// may lie in somebody's own folder. Who is not root has no powers to lose.
void drop_powers() {
  constexpr std::uint32_t read = std::uint32_t{1} << CAP_DAC_READ_SEARCH;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct powers[_LINUX_CAPABILITY_U32S_3]{};
  if (syscall(SYS_capget, &header, powers) != 0) return;
  // Without these bits the program would get all powers back, for it is root's.
  prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
  const std::uint32_t kept = powers[0].permitted & read;
  powers[0] = {kept, kept, kept};
  powers[1] = {};
  if (syscall(SYS_capset, &header, powers) != 0 || kept == 0) return;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0);
}

// A distribution's own profile of that program knows its service only (AppArmor of Debian: no
// folder of ours): what is below holds instead. apparmor(7), "exec" of /proc/…/attr; nothing
// without it.
void leave_profile() {
  constexpr std::string_view wish = "exec unconfined";
  const Descriptor attribute(::open("/proc/thread-self/attr/apparmor/exec", O_WRONLY | O_CLOEXEC));
  if (attribute.get() < 0) return;
  static_cast<void>(!::write(attribute.get(), wish.data(), wish.size()));
}

// So that memory that runs out costs this program and not the step (proc(5), oom_score_adj).
void die_first() {
  constexpr std::string_view most = "1000";
  const Descriptor score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (score.get() < 0) return;
  static_cast<void>(!::write(score.get(), most.data(), most.size()));
}

}  // namespace

Result<Confinement> confine(const std::vector<std::string>& writable) {
  Confinement out;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(Errc::refused, fmt::format("no_new_privs: {}", std::strerror(errno)));
  }
  out.holds.emplace_back("no_new_privileges");
  std::vector<Allowed> allowed;
  for (const auto& path : writable) allowed.push_back({path, writing});
  const std::string trouble = TRY(restrict_files(writing, allowed));
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

Result<void> confine_daemon(const DaemonRoom& room) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  constexpr rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  die_first();
  leave_profile();
  drop_powers();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(Errc::refused, fmt::format("no_new_privs: {}", std::strerror(errno)));
  }
  std::vector<Allowed> allowed{{room.own_folder, reading | writing}};
  for (const auto& path : room.readable) allowed.push_back({path, reading, true});
  // What the kernel lacks was said of the step itself, which lacks it too.
  TRY(restrict_files(reading | writing, allowed));
  static_cast<void>(filter_system_calls(room.program));
  return {};
}

}  // namespace trousse::cli

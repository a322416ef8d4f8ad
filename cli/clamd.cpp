// SPDX-License-Identifier: Apache-2.0
#include "cli/clamd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <unistd.h>
// After <sys/statfs.h>.
#include <linux/magic.h>

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/files.hpp"
#include "machine/facts.hpp"
#include "scanners/clamav.hpp"
#include "scanners/clamav_signatures.hpp"

namespace trousse::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A minute on a slow PC with the whole official database; what takes longer has come to a halt.
constexpr seconds longest_start{900};
// What scanning takes beside the signatures: contents shown, archives unpacked, ourselves.
constexpr std::uint64_t memory_to_work = std::uint64_t{384} << 20;

/// Why there is no clamd: a row of words/, and what it speaks of.
using WhyNot = Note;

template <class T>
using Maybe = tl::expected<T, WhyNot>;

tl::unexpected<WhyNot> because(const char* row, std::string detail = "") {
  return tl::unexpected(WhyNot{row, printable(detail, 300)});
}

Maybe<std::string> installed() {
  for (const char* place : {"/usr/sbin/clamd", "/usr/local/sbin/clamd", "/usr/bin/clamd"}) {
    if (::access(place, X_OK) == 0) return std::string(place);
  }
  return because("clamav_not_installed");
}

Maybe<void> fits(const std::string& folder) {
  const auto signatures = scanners::clam_signatures(folder);
  if (!signatures) return because("clamav_refused", signatures.error().what);
  if (signatures->files == 0) return because("clamav_no_signatures", folder);
  const std::uint64_t needed = signatures->memory + memory_to_work;
  const std::uint64_t there = machine::available_memory();
  if (there == 0 || there >= needed) return {};
  return because("clamav_no_memory", fmt::format("{} < {} MiB", there >> 20, needed >> 20));
}

bool is_in_memory(const char* folder) {
  struct statfs about {};
  return ::statfs(folder, &about) == 0 && about.f_type == TMPFS_MAGIC &&
         ::access(folder, W_OK | X_OK) == 0;
}

/// A folder of our own that no disk holds: clamd unpacks there what it examines.
Maybe<std::string> make_folder() {
  for (const char* place : {"/dev/shm", "/run", "/tmp"}) {
    if (!is_in_memory(place)) continue;
    std::string folder = fmt::format("{}/trousse-clamav-XXXXXX", place);
    if (::mkdtemp(folder.data()) != nullptr) return folder;
  }
  return because("clamav_no_folder");
}

/// clamd.conf(5). Only what differs from clamd's own choice in 1.4.
std::string settings(const Clamd::Wish& wish, const std::string& folder) {
  // A connection must outlast the reading of a file, and a collection before the scan.
  constexpr int week = 7 * 24 * 3600;
  std::string out;
  const auto set = [&](const char* name, const auto& value) {
    out += fmt::format("{} {}\n", name, value);
  };
  set("Foreground", "yes");
  set("LocalSocket", folder + "/socket");
  set("LocalSocketMode", "600");
  // Quotes hold what spaces a name has; one with a quote is refused before.
  set("DatabaseDirectory", '"' + wish.signatures + '"');
  set("TemporaryDirectory", folder);
  set("OfficialDatabaseOnly", "no");
  set("SelfCheck", 0);
  set("ConcurrentDatabaseReload", "no");
  set("BytecodeSecurity", "TrustSigned");
  set("ExitOnOOM", "yes");
  set("MaxThreads", 2);
  set("MaxQueue", 16);
  for (const char* name : {"ReadTimeout", "CommandReadTimeout", "IdleTimeout"}) set(name, week);
  // What is over a limit is told, and not passed for looked at.
  set("AlertExceedsMax", "yes");
  set("MaxScanTime", wish.file_timeout.count() * 1000);
  set("MaxScanSize", "128M");
  set("MaxFileSize", "64M");
  set("StreamMaxLength", scanners::largest_for_clamav);
  set("MaxRecursion", 17);
  set("MaxFiles", 5000);
  return out;
}

/// Of what clamd wrote before it ended, the line that says why: what libclamav could not load, or
/// its first trouble, or else the last line.
std::string reason_in(const std::string& words) {
  constexpr std::string_view trouble = "LibClamAV Error: ";
  std::string first, last;
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find('\n', at), words.size());
    const std::string line = words.substr(at, end - at);
    at = end + 1;
    if (line.empty()) continue;
    last = line;
    if (!line.starts_with(trouble)) continue;
    const std::string what = line.substr(trouble.size());
    if (what.starts_with("Can't load ")) return what;
    if (first.empty()) first = what;
  }
  return first.empty() ? last : first;
}

/// Nothing yet: it does not listen.
std::optional<Descriptor> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* const to = reinterpret_cast<const sockaddr*>(&address);
  if (socket.get() < 0 || ::connect(socket.get(), to, sizeof address) != 0) return std::nullopt;
  return socket;
}

/// When clamd listens, it has loaded its signatures.
Result<Maybe<std::vector<Descriptor>>> wait_for(GuardedProgram& program, const std::string& path,
                                                unsigned connections, const std::stop_token& stop) {
  using Connected = Maybe<std::vector<Descriptor>>;
  const auto until = std::chrono::steady_clock::now() + longest_start;
  std::vector<Descriptor> connected;
  while (connected.size() < connections) {
    if (stop.stop_requested()) return fail(Errc::cancelled, "stopped while ClamAV was loading");
    if (const auto words = program.last_words()) {
      return Connected(because("clamav_refused", reason_in(*words)));
    }
    if (auto one = connect_to(path)) {
      connected.push_back(std::move(*one));
    } else if (std::chrono::steady_clock::now() > until) {
      return Connected(because("clamav_refused", "it does not come to an end with loading"));
    } else {
      std::this_thread::sleep_for(milliseconds(50));
    }
  }
  return Connected(std::move(connected));
}

struct Started {
  GuardedProgram program;
  std::string folder;
};

Maybe<Started> launch(const Clamd::Wish& wish) {
  const auto program = installed();
  if (!program) return tl::unexpected(program.error());
  if (wish.signatures.find_first_of("\"\n\r") != std::string::npos) {
    return because("clamav_refused", wish.signatures);
  }
  if (const auto room = fits(wish.signatures); !room) return tl::unexpected(room.error());
  const auto folder = make_folder();
  if (!folder) return tl::unexpected(folder.error());
  const std::string config = *folder + "/clamd.conf";
  auto kept = evidence::keep(evidence::Files::disk(), config, settings(wish, *folder));
  GuardedProgram::Wish guarded;
  guarded.command = {*program, "-c", config};
  guarded.readable = {"/usr",     "/lib",      "/lib64",       "/etc/ld.so.cache", "/etc/localtime",
                      "/etc/ssl", "/dev/null", "/dev/urandom", wish.signatures};
  guarded.folder = *folder;
  auto started =
      kept ? GuardedProgram::start(guarded) : Result<GuardedProgram>(tl::unexpected(kept.error()));
  if (started) return Started{std::move(*started), *folder};
  std::error_code ignored;
  fs::remove_all(*folder, ignored);
  return because("clamav_refused", started.error().what);
}

}  // namespace

Result<std::unique_ptr<Clamd>> Clamd::start(const Wish& wish, const EventSink& say,
                                            const std::stop_token& stop) {
  const auto without = [&](const Note& why) {
    if (say) say(why);
    return std::unique_ptr<Clamd>();
  };
  Wish known = wish;
  std::error_code trouble;
  known.signatures = fs::absolute(wish.signatures, trouble).string();
  auto started = launch(known);
  if (!started) return without(started.error());
  if (say) {
    say(Note{"clamav_loading", ""});
    say(Progress{"scan", "ClamAV", 0, 0, 0, 0});
  }
  const std::string path = started->folder + "/socket";
  auto connected = TRY(wait_for(started->program, path, wish.connections, stop));
  if (!connected) return without(connected.error());
  // Who is connected stays so; nobody else will be.
  ::unlink(path.c_str());
  std::unique_ptr<Clamd> clamd(new Clamd(std::move(started->program), std::move(*connected)));
  const auto version = clamd->sessions_.of(0)->version(seconds(60), stop);
  if (!version && version.error().code == Errc::cancelled) return tl::unexpected(version.error());
  if (!version) return without({"clamav_refused", printable(version.error().what, 300)});
  clamd->sessions_.set_version(*version);
  return clamd;
}

}  // namespace trousse::cli

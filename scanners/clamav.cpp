// SPDX-License-Identifier: Apache-2.0
// Shows contents to a clamd beside us (docs/decisions/0018-clamd-beside.md).
#include "scanners/clamav.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/text.hpp"
#include "scanners/clamav_session.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

constexpr std::string_view limits_exceeded = "Heuristics.Limits.Exceeded";
// clamd stops by itself after the time of a file, and looks at the clock from time to time only.
constexpr std::chrono::seconds patience{30};

Result<void> write_all(int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Errc::refused, std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> write_all(int file, const Reader& content) {
  std::vector<std::byte> piece(std::size_t{1} << 20);
  for (std::uint64_t at = 0; at < content.size();) {
    const std::size_t got = TRY(content.read_at(at, piece));
    if (got == 0) break;
    TRY(write_all(file, std::span(piece).first(got)));
    at += got;
  }
  return {};
}

/// The content as a file that no disk ever holds and nobody can change any more, not even who reads
/// it.
Result<Descriptor> in_memory(const Subject& subject) {
  Descriptor file(::memfd_create("content", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.get() < 0) return fail(Errc::refused, std::strerror(errno));
  if (subject.large != nullptr) {
    TRY(write_all(file.get(), *subject.large));
  } else {
    TRY(write_all(file.get(), subject.whole));
  }
  constexpr int sealed = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (::fcntl(file.get(), F_ADD_SEALS, sealed) != 0) {
    return fail(Errc::refused, std::strerror(errno));
  }
  return file;
}

class ClamAvExaminer final : public Examiner {
 public:
  ClamAvExaminer(const ScanOptions& options, std::size_t worker)
      : options_(options),
        session_(options.clamd == nullptr ? nullptr : options.clamd->of(worker)) {}

  std::vector<Finding> look(const Subject& subject) override {
    const std::uint64_t size =
        subject.large != nullptr ? subject.large->size() : subject.whole.size();
    if (size == 0) return {};
    if (size > largest_for_clamav) {
      ++besides_.seen.clamav_passed_over;
      return {};
    }
    const auto answer = ask(subject);
    const bool is_answered = answer && (answer->kind == ClamAnswer::Kind::nothing ||
                                        answer->kind == ClamAnswer::Kind::found);
    ++(is_answered ? besides_.seen.clamav_shown : besides_.seen.clamav_unanswered);
    if (session_ != nullptr && session_->is_over() && options_.clamd->is_first_to_tell()) {
      besides_.notes.push_back(Note{"clamav_gone", answer ? answer->text : answer.error().what});
    }
    if (!answer || answer->kind == ClamAnswer::Kind::nothing) return {};
    if (answer->kind == ClamAnswer::Kind::found) return {finding_of(subject, answer->text)};
    return {cut(subject, answer->kind == ClamAnswer::Kind::late, answer->text)};
  }

  Besides besides() override { return std::exchange(besides_, {}); }

 private:
  Result<ClamAnswer> ask(const Subject& subject) {
    if (session_ == nullptr) return fail(Errc::refused, "no clamd");
    if (session_->is_over()) return fail(Errc::refused, "clamd: has ended");
    const auto content = TRY(in_memory(subject));
    return session_->show(content.get(), options_.file_timeout + patience, options_.stop);
  }

  // Said, not swallowed: nobody knows what the rest of this file would have shown.
  Finding cut(const Subject& subject, bool is_late, const std::string& why) const {
    Finding cut = finding_about(subject, "scan_cut", "clamav");
    cut.certainty = Certainty::certain;
    if (is_late) cut.facts["seconds"] = fmt::format("{}", options_.file_timeout.count());
    if (!why.empty()) cut.facts["why"] = why;
    return cut;
  }

  Finding finding_of(const Subject& subject, const std::string& name) const {
    if (name.starts_with(limits_exceeded)) {
      return cut(subject, name.find("MaxScanTime") != std::string::npos, name);
    }
    Finding finding = finding_about(subject, "clamav", name);
    finding.severity = severity_of_signature(name);
    finding.certainty =
        finding.severity == Severity::low ? Certainty::possible : Certainty::probable;
    return finding;
  }

  const ScanOptions& options_;
  ClamSession* session_;
  Besides besides_;
};

class ClamAvExamination final : public Examination {
 public:
  explicit ClamAvExamination(const ScanOptions& options) : options_(options) {}

  Result<std::unique_ptr<Examiner>> examiner() override {
    return std::make_unique<ClamAvExaminer>(options_, workers_++);
  }

 private:
  const ScanOptions& options_;
  std::size_t workers_ = 0;
};

}  // namespace

Severity severity_of_signature(std::string_view name) {
  if (name.starts_with("PUA.") || name.starts_with("Heuristics.")) return Severity::low;
  if (folded(name).find("eicar") != std::string::npos) return Severity::informational;
  return Severity::high;
}

std::unique_ptr<Examination> clamav_files(const Setup& setup) {
  if (setup.options.clamav.empty()) return nullptr;
  return std::make_unique<ClamAvExamination>(setup.options);
}

}  // namespace trousse::scanners

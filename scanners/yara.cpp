// SPDX-License-Identifier: Apache-2.0
// The only file that knows libyara (4.2 of Debian 12 to 4.5 of Debian 13).
#include "scanners/yara.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <yara.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "scanners/rule_files.hpp"
#include "scanners/rule_text.hpp"
#include "scanners/versions.hpp"

namespace trousse::scanners {
namespace {

using Compiler = Handle<YR_COMPILER, yr_compiler_destroy>;
using Rules = Handle<YR_RULES, yr_rules_destroy>;
using ScannerHandle = Handle<YR_SCANNER, yr_scanner_destroy>;

constexpr std::size_t window_size = 16 * 1024 * 1024;
constexpr std::size_t overlap = 1024 * 1024;
constexpr std::size_t max_strings_told = 16;
// Each round drops every rule that libyara names, so a file needs as many rounds as its rules
// lean on each other.
constexpr int max_rounds = 64;

constexpr std::array externals{"filename", "filepath", "extension", "filetype", "owner"};

/// yr_initialize and yr_finalize, once for the process.
class Runtime {
 public:
  static Result<void> start() {
    static const Runtime runtime;
    if (runtime.outcome_ != ERROR_SUCCESS) return fail(Errc::unsupported, "libyara does not start");
    return {};
  }
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

 private:
  Runtime() : outcome_(yr_initialize()) {}
  ~Runtime() {
    if (outcome_ == ERROR_SUCCESS) yr_finalize();
  }
  int outcome_;
};

struct Complaint {
  int line;
  std::string rule;  ///< "" when libyara does not name one
  std::string message;
};

void note_complaint(int level, const char*, int line, const YR_RULE* rule, const char* message,
                    void* complaints) {
  if (level != YARA_ERROR_LEVEL_ERROR) return;
  static_cast<std::vector<Complaint>*>(complaints)
      ->push_back({line, rule != nullptr && rule->identifier != nullptr ? rule->identifier : "",
                   message != nullptr ? message : "?"});
}

/// An include could name any file of this machine, and rule files are taken one by one anyway.
const char* refuse_include(const char*, const char*, const char*, void*) { return nullptr; }

Result<Compiler> new_compiler(std::vector<Complaint>* complaints) {
  YR_COMPILER* raw = nullptr;
  if (yr_compiler_create(&raw) != ERROR_SUCCESS) {
    return fail(Errc::unsupported, "libyara has no memory for a compiler");
  }
  Compiler compiler(raw);
  yr_compiler_set_callback(raw, note_complaint, complaints);
  yr_compiler_set_include_callback(raw, refuse_include, nullptr, nullptr);
  for (const char* const name : externals) {
    if (yr_compiler_define_string_variable(raw, name, "") != ERROR_SUCCESS) {
      return fail(Errc::unsupported, "libyara refuses an external variable");
    }
  }
  return compiler;
}

/// Compiles a file alone, to learn what is wrong with it.
Result<std::vector<Complaint>> complaints_of(const RuleFile& file) {
  std::vector<Complaint> complaints;
  const Compiler compiler = TRY(new_compiler(&complaints));
  const int errors = yr_compiler_add_string(compiler.get(), file.text.c_str(), file.name.c_str());
  if (errors > 0 && complaints.empty()) complaints.push_back({0, "", "does not compile"});
  return complaints;
}

/// The statement that a complaint is about: the one of that name, else the last on that line.
std::optional<std::size_t> blame(const std::vector<RuleStatement>& statements,
                                 const Complaint& complaint) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const RuleStatement& statement = statements[i];
    if (statement.first_line > complaint.line || complaint.line > statement.last_line) continue;
    found = i;
    if (!complaint.rule.empty() && statement.name == complaint.rule) break;
  }
  return found;
}

/// Drops what libyara complains of, rule by rule, until the rest compiles. Rules that lean on a
/// dropped one are named in the next round, because what they lean on is then undefined.
Result<void> mend(RuleFile& file, std::vector<std::string>& left_out) {
  const auto drop = [&](std::string_view what, std::string_view why) {
    left_out.push_back(printable(fmt::format("{}: {}: {}", file.name, what, why)));
  };
  if (const auto zero = file.text.find('\0'); zero != std::string::npos) {
    drop("whole file", "holds a zero byte");
    file.text.clear();
  }
  const std::vector<RuleStatement> statements = split_rules(file.text);
  for (const RuleStatement& statement : statements) {
    if (statement.kind != RuleStatement::Kind::include) continue;
    drop("include " + statement.name, "includes are not followed, give the file itself");
    blank(file.text, statement);
  }
  std::vector<bool> dropped(statements.size());
  for (int round = 0; round < max_rounds; ++round) {
    const std::vector<Complaint> complaints = TRY(complaints_of(file));
    if (complaints.empty()) return {};
    bool progress = false;
    for (const Complaint& complaint : complaints) {
      const auto blamed = blame(statements, complaint);
      if (!blamed || dropped[*blamed]) continue;
      dropped[*blamed] = progress = true;
      drop(statements[*blamed].name, complaint.message);
      blank(file.text, statements[*blamed]);
    }
    if (progress) continue;
    drop("whole file", complaints.front().message);
    file.text.clear();
    return {};
  }
  drop("whole file", "too many rules that do not compile");
  file.text.clear();
  return {};
}

class CompiledRules final : public YaraRules {
 public:
  CompiledRules(Rules rules, std::vector<std::string> left_out)
      : rules_(std::move(rules)), left_out_(std::move(left_out)) {}
  std::uint64_t count() const override { return rules_->num_rules; }
  const std::vector<std::string>& left_out() const override { return left_out_; }
  /// Read-only for libyara, whose functions do not say so.
  YR_RULES* raw() const { return rules_.get(); }

 private:
  Rules rules_;
  std::vector<std::string> left_out_;
};

/// All files in one set; the number of the file that did not compile, when one did not.
struct Joined {
  Rules rules;
  std::optional<std::size_t> failed;
};

Result<Joined> join(const std::vector<RuleFile>& files) {
  std::vector<Complaint> complaints;
  const Compiler compiler = TRY(new_compiler(&complaints));
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].text.find('\0') != std::string::npos ||
        yr_compiler_add_string(compiler.get(), files[i].text.c_str(), files[i].name.c_str()) > 0) {
      return Joined{nullptr, i};
    }
  }
  YR_RULES* raw = nullptr;
  if (yr_compiler_get_rules(compiler.get(), &raw) != ERROR_SUCCESS) {
    return fail(Errc::unsupported, "libyara has no memory for the rules");
  }
  return Joined{Rules(raw), std::nullopt};
}

std::vector<std::pair<std::string, std::string>> meta_of(const YR_RULE* rule) {
  std::vector<std::pair<std::string, std::string>> values;
  const YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    std::string value;
    if (meta->type == META_TYPE_INTEGER) {
      value = fmt::format("{}", meta->integer);
    } else if (meta->type == META_TYPE_BOOLEAN) {
      value = meta->integer != 0 ? "true" : "false";
    } else if (meta->string != nullptr) {
      value = meta->string;
    }
    values.emplace_back(meta->identifier, std::move(value));
  }
  return values;
}

YaraHit hit_of(YR_SCAN_CONTEXT* context, const YR_RULE* rule) {
  YaraHit hit;
  hit.rule = rule->identifier;
  hit.space = rule->ns->name;
  const char* tag = nullptr;
  yr_rule_tags_foreach(rule, tag) hit.tags.emplace_back(tag);
  hit.meta = meta_of(rule);
  const YR_STRING* string = nullptr;
  yr_rule_strings_foreach(rule, string) {
    for (const void* at = context->matches[string->idx].head; at != nullptr;) {
      // A copy, because libyara 4.2 keeps its matches at odd addresses.
      YR_MATCH match;
      std::memcpy(&match, at, sizeof match);
      at = match.next;
      if (match.is_private) continue;
      if (hit.strings.size() >= max_strings_told) return hit;
      hit.strings.emplace_back(string->identifier,
                               static_cast<std::uint64_t>(match.base + match.offset));
    }
  }
  return hit;
}

int collect(YR_SCAN_CONTEXT* context, int message, void* data, void* hits) {
  if (message == CALLBACK_MSG_RULE_MATCHING) {
    static_cast<std::vector<YaraHit>*>(hits)->push_back(
        hit_of(context, static_cast<const YR_RULE*>(data)));
  }
  return CALLBACK_CONTINUE;
}

/// Overlapping windows over a Reader, read when libyara asks for them.
class Windows {
 public:
  explicit Windows(const Reader& bytes)
      : bytes_(bytes), buffer_(std::make_unique_for_overwrite<std::byte[]>(window_size)) {
    block_.context = this;
    block_.fetch_data = [](YR_MEMORY_BLOCK* block) {
      return static_cast<Windows*>(block->context)->fetch(block->base, block->size);
    };
    iterator_.context = this;
    iterator_.last_error = ERROR_SUCCESS;
    iterator_.first = [](YR_MEMORY_BLOCK_ITERATOR* self) {
      return static_cast<Windows*>(self->context)->move_to(0);
    };
    iterator_.next = [](YR_MEMORY_BLOCK_ITERATOR* self) {
      auto& windows = *static_cast<Windows*>(self->context);
      if (windows.block_.base + windows.block_.size >= windows.bytes_.size()) {
        return static_cast<YR_MEMORY_BLOCK*>(nullptr);
      }
      return windows.move_to(windows.block_.base + window_size - overlap);
    };
    iterator_.file_size = [](YR_MEMORY_BLOCK_ITERATOR* self) {
      return static_cast<Windows*>(self->context)->bytes_.size();
    };
  }
  Windows(const Windows&) = delete;
  Windows& operator=(const Windows&) = delete;

  YR_MEMORY_BLOCK_ITERATOR* iterator() { return &iterator_; }
  const std::optional<Error>& trouble() const { return trouble_; }

 private:
  YR_MEMORY_BLOCK* move_to(std::uint64_t base) {
    iterator_.last_error = trouble_ ? ERROR_CALLBACK_ERROR : ERROR_SUCCESS;
    if (trouble_ || base >= bytes_.size()) return nullptr;
    block_.base = base;
    block_.size =
        static_cast<std::size_t>(std::min<std::uint64_t>(window_size, bytes_.size() - base));
    return &block_;
  }

  /// No bytes for a window of zeros after the first: holes of sparse files hold nothing to find,
  /// and cost libyara more than any other content.
  const std::uint8_t* fetch(std::uint64_t base, std::size_t size) {
    if (trouble_) return nullptr;
    if (held_ != base) {
      const auto got = bytes_.read_at(base, std::span(buffer_.get(), size));
      if (!got) {
        trouble_ = got.error();
        return nullptr;
      }
      std::memset(buffer_.get() + *got, 0, size - *got);
      held_ = base;
      empty_ = base > 0 && buffer_[0] == std::byte{} &&
               std::memcmp(buffer_.get(), buffer_.get() + 1, size - 1) == 0;
    }
    return empty_ ? nullptr : reinterpret_cast<const std::uint8_t*>(buffer_.get());
  }

  const Reader& bytes_;
  std::unique_ptr<std::byte[]> buffer_;
  std::optional<std::uint64_t> held_;
  bool empty_ = false;
  std::optional<Error> trouble_;
  YR_MEMORY_BLOCK block_{};
  YR_MEMORY_BLOCK_ITERATOR iterator_{};
};

class Scanner final : public YaraScanner {
 public:
  Scanner(std::shared_ptr<const CompiledRules> rules, ScannerHandle scanner, int seconds)
      : rules_(std::move(rules)), scanner_(std::move(scanner)), seconds_(seconds) {
    yr_scanner_set_callback(scanner_.get(), collect, &hits_);
    // The bytes are in memory of ours, never a mapped file that can vanish: no signal handlers.
    yr_scanner_set_flags(scanner_.get(), SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_FAST_MODE |
                                             SCAN_FLAGS_NO_TRYCATCH);
  }

  Result<std::vector<YaraHit>> scan(std::span<const std::byte> bytes,
                                    const YaraExternals& about) override {
    TRY(prepare(about, bytes.size()));
    return outcome(yr_scanner_scan_mem(
        scanner_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  }

  Result<std::vector<YaraHit>> scan(const Reader& bytes, const YaraExternals& about) override {
    TRY(prepare(about, bytes.size()));
    Windows windows(bytes);
    const int code = yr_scanner_scan_mem_blocks(scanner_.get(), windows.iterator());
    if (windows.trouble()) return tl::unexpected(*windows.trouble());
    return outcome(code);
  }

 private:
  Result<void> prepare(const YaraExternals& about, std::uint64_t size) {
    hits_.clear();
    yr_scanner_set_timeout(scanner_.get(), seconds_for(size));
    const std::array values{&about.filename, &about.filepath, &about.extension, &about.filetype,
                            &about.owner};
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (yr_scanner_define_string_variable(scanner_.get(), externals[i], values[i]->c_str()) !=
          ERROR_SUCCESS) {
        return fail(Errc::unsupported, "libyara refuses an external variable");
      }
    }
    return {};
  }

  /// A page file is no endless loop: each GiB gets the time again, up to ten times.
  int seconds_for(std::uint64_t size) const {
    const auto times = static_cast<int>(std::min<std::uint64_t>(1 + (size >> 30), 10));
    return seconds_ > std::numeric_limits<int>::max() / 10 ? seconds_ : seconds_ * times;
  }

  Result<std::vector<YaraHit>> outcome(int code) {
    if (code == ERROR_SCAN_TIMEOUT) return fail(Errc::cancelled, "time ran out");
    if (code != ERROR_SUCCESS) return fail(Errc::unsupported, fmt::format("libyara: {}", code));
    return std::exchange(hits_, {});
  }

  std::shared_ptr<const CompiledRules> rules_;  // outlives the handle below
  ScannerHandle scanner_;
  int seconds_;
  std::vector<YaraHit> hits_;
};

}  // namespace

Result<std::shared_ptr<const YaraRules>> YaraRules::load(const std::vector<std::string>& paths,
                                                         bool own_rules) {
  TRY(Runtime::start());
  std::vector<RuleFile> files = TRY(read_rule_files(paths, own_rules));
  std::vector<std::string> left_out;
  for (const RuleFile& file : files) {
    if (!file.left_out.empty()) left_out.push_back(printable(file.name + ": " + file.left_out));
  }
  // As a rule every file compiles. When one does not, it and those after it are mended first.
  Joined joined = TRY(join(files));
  for (std::size_t i = joined.failed.value_or(files.size()); i < files.size(); ++i) {
    TRY(mend(files[i], left_out));
  }
  if (joined.failed) joined = TRY(join(files));
  if (joined.failed) {
    return fail(Errc::malformed, files[*joined.failed].name + ": does not compile with the others");
  }
  return std::make_shared<const CompiledRules>(std::move(joined.rules), std::move(left_out));
}

Result<std::unique_ptr<YaraScanner>> YaraScanner::create(std::shared_ptr<const YaraRules> rules,
                                                         std::chrono::seconds timeout) {
  auto compiled = std::dynamic_pointer_cast<const CompiledRules>(std::move(rules));
  if (!compiled) return fail(Errc::unsupported, "no compiled rules");
  YR_SCANNER* raw = nullptr;
  if (yr_scanner_create(compiled->raw(), &raw) != ERROR_SUCCESS) {
    return fail(Errc::unsupported, "libyara has no memory for a scanner");
  }
  ScannerHandle scanner(raw);
  const auto seconds = std::clamp<std::chrono::seconds::rep>(timeout.count(), 1, 86'400);
  return std::make_unique<Scanner>(std::move(compiled), std::move(scanner),
                                   static_cast<int>(seconds));
}

// Of the headers: the library has no function that says it.
std::string yara_version() { return YR_VERSION; }

}  // namespace trousse::scanners

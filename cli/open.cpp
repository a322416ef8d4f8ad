// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/ask.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "cli/verdict.hpp"
#include "evidence/files.hpp"
#include "evidence/primitives.hpp"
#include "evidence/rescue_code.hpp"

namespace trousse::cli {
namespace {

struct OpenArguments {
  std::string archive;
  std::string out;
  std::string identity;
  std::string rescue_code;
  std::string key;
  std::string cert;
  std::string key_password;
  std::string images;
};

constexpr std::uint64_t most = 1 << 20;

Result<std::string> small_file(const std::string& path) {
  return evidence::read_text(evidence::Files::disk(), path, most);
}

// The password of --key-password-file is its first line, as editors end one.
Result<std::optional<std::string>> password_in(const std::string& path) {
  if (path.empty()) return std::optional<std::string>();
  std::string text = TRY(small_file(path));
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  evidence::wipe(std::as_writable_bytes(std::span(text).subspan(end)));
  text.resize(end);
  return std::optional(std::move(text));
}

Result<evidence::RecipientKey> recipient_key(const Context& context,
                                             const OpenArguments& arguments) {
  std::optional<evidence::Certificate> certificate;
  if (!arguments.cert.empty()) {
    const std::string text = TRY(small_file(arguments.cert));
    certificate = TRY(evidence::Certificate::parse(text));
  }
  std::string pem = TRY(small_file(arguments.key));
  const evidence::WipedOnExit guard{pem};
  std::optional<std::string> password = TRY(password_in(arguments.key_password));
  auto key = evidence::RecipientKey::read(pem, password, certificate);
  if (!key && key.error().code == Errc::locked) {
    if (!somebody_types()) {
      return fail(Errc::usage, "the private key has a password: give --key-password-file");
    }
    password = TRY(ask_line(context, say(context, words::Id::password_ask), true));
    key = evidence::RecipientKey::read(pem, password, certificate);
  }
  if (password) evidence::wipe(*password);
  return key;
}

Result<void> add_identities(const std::string& path, evidence::OpenOptions& options) {
  std::string text = TRY(small_file(path));
  const evidence::WipedOnExit guard{text};
  for (auto& identity : TRY(evidence::age::parse_identity_file(text))) {
    options.openers.emplace_back(std::move(identity));
  }
  return {};
}

// Who holds an age identity may well call it a key: it is taken for what it is.
Result<void> add_key(const Context& context, const OpenArguments& arguments,
                     evidence::OpenOptions& options) {
  if (add_identities(arguments.key, options)) return {};
  options.keys.push_back(TRY(recipient_key(context, arguments)));
  return {};
}

Result<void> add_openers(const Context& context, const OpenArguments& arguments,
                         evidence::OpenOptions& options) {
  if (!arguments.identity.empty()) TRY(add_identities(arguments.identity, options));
  if (!arguments.rescue_code.empty()) {
    std::string text = TRY(small_file(arguments.rescue_code));
    const evidence::WipedOnExit guard{text};
    const auto code = TRY(evidence::RescueCode::parse(text));
    options.openers.emplace_back(evidence::age::Passphrase{code.text()});
  }
  if (!arguments.key.empty()) TRY(add_key(context, arguments, options));
  if (!options.openers.empty() || !options.keys.empty()) return {};
  if (!somebody_types()) {
    return fail(Errc::usage, "give --identity, --key or --rescue-code-file");
  }
  const auto code = TRY(ask_rescue_code(context));
  options.openers.emplace_back(evidence::age::Passphrase{code.text()});
  return {};
}

void print_opened(Context& context, const evidence::Opened& opened, const std::string& out) {
  using words::Id;
  print(context, Id::opened_done,
        {std::to_string(opened.files), words::size(opened.bytes, context.language)});
  print(context, Id::opened_where, {out}, 2);
  print(context, opened.verdict.whole ? Id::opened_hashes : Id::opened_not_whole, {}, 2);
  if (opened.images > 0) {
    print(context, Id::opened_images, {out + "/images", std::to_string(opened.images)}, 2);
  }
  if (!opened.renamed.empty()) {
    print(context, Id::opened_renamed, {std::to_string(opened.renamed.size())}, 2);
  }
  print(context, Id::opened_report, {out + "/data/report.html"}, 2);
  print(context, Id::opened_hostile, {}, 2);
  print(context, Id::opened_secret, {}, 2);
}

Result<void> open(Context& context, const OpenArguments& arguments) {
  evidence::OpenOptions options;
  options.out = arguments.out;
  TRY(add_openers(context, arguments, options));
  options.watch = watch(context, "open");
  options.images = arguments.images;
  const auto opened = TRY(evidence::open_archive(arguments.archive, options));
  print_verdict(context, opened.verdict);
  if (!context.json) print_opened(context, opened, arguments.out);
  return {};
}

}  // namespace

void declare_open(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("open", "Verify an archive and lay its content out as a bag");
  const auto arguments = std::make_shared<OpenArguments>();
  command->add_option("archive", arguments->archive, "Archive")->required();
  command->add_option("--out", arguments->out, "A folder that does not exist yet")->required();
  command->add_option("--identity", arguments->identity, "age identity file (AGE-SECRET-KEY-1...)")
      ->check(CLI::ExistingFile);
  command->add_option("--rescue-code-file", arguments->rescue_code, "File with the rescue code")
      ->check(CLI::ExistingFile);
  auto* key =
      command->add_option("--key", arguments->key, "Private key of a certificate (PEM, RSA or EC)");
  key->check(CLI::ExistingFile);
  command->add_option("--cert", arguments->cert, "Its certificate: opens only what is for it")
      ->check(CLI::ExistingFile)
      ->needs(key);
  command
      ->add_option("--key-password-file", arguments->key_password,
                   "File with the private key's password; without it the terminal asks")
      ->check(CLI::ExistingFile)
      ->needs(key);
  command->add_option(
      "--images", arguments->images,
      "Folder that holds images/, when it is not ARCHIVE-images beside the archive");
  command->footer(
      "Without a key the rescue code is asked for on the terminal.\n"
      "Example: trousse open dossier.zip --out opened --identity key.txt");
  command->callback([&context, arguments] {
    if (auto done = open(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli

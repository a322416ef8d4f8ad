// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "evidence/envelope.hpp"
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/key_file.hpp"
#include "evidence/primitives.hpp"

namespace trousse::cli {
namespace {

using Json = nlohmann::ordered_json;
using evidence::KeyFile;
using words::Id;

struct NewKey {
  std::string out;
  bool certificate = false;
  std::string name = "Trousse recipient";
};

Result<void> new_identity(const Context& context, const NewKey& wish) {
  const auto identity = TRY(evidence::age::Identity::generate());
  const std::string recipient = identity.recipient().text();
  std::string secret = identity.text();
  const evidence::WipedOnExit guard{secret};
  // The form that age-keygen writes.
  std::string text;
  text.reserve(512);
  text.append("# created: ").append(to_iso8601(now())).append("\n# public key: ");
  text.append(recipient).append("\n").append(secret).append("\n");
  const evidence::WipedOnExit second_guard{text};
  TRY(evidence::keep(evidence::Files::disk(), wish.out, text));
  if (context.json) {
    print_object({{"kind", "age"}, {"private", wish.out}, {"recipient", recipient}});
    return {};
  }
  print(context, Id::key_made_age, {wish.out});
  print(context, Id::key_keep_private);
  print(context, Id::key_made_public);
  fmt::print("{}\n", recipient);
  return {};
}

Result<void> new_certificate(const Context& context, const NewKey& wish) {
  const std::string public_file = wish.out + ".crt";
  if (evidence::Files::disk().read(public_file)) {
    return fail(Errc::exists, public_file + " is there already");
  }
  auto made = TRY(evidence::make_certificate(wish.name));
  const evidence::WipedOnExit guard{made.key_pem};
  const auto certificate = TRY(evidence::Certificate::parse(made.cert_pem));
  TRY(evidence::keep(evidence::Files::disk(), wish.out, made.key_pem));
  TRY(evidence::keep(evidence::Files::disk(), public_file, made.cert_pem));
  if (context.json) {
    print_object({{"kind", "certificate"},
                  {"private", wish.out},
                  {"certificate", public_file},
                  {"subject", certificate.subject},
                  {"sha256", evidence::hex(certificate.fingerprint)}});
    return {};
  }
  print(context, Id::key_made_pem, {wish.out});
  print(context, Id::key_keep_private);
  print(context, Id::key_made_cert, {public_file});
  print(context, Id::keys_fingerprint, {evidence::hex(certificate.fingerprint)});
  print(context, Id::key_give_cert);
  return {};
}

struct KindWord {
  KeyFile::Kind kind;
  const char* word;
  Id sentence;
};
constexpr KindWord kinds[] = {{KeyFile::Kind::nothing, "nothing", Id::key_kind_nothing},
                              {KeyFile::Kind::recipients, "recipients", Id::key_kind_recipients},
                              {KeyFile::Kind::identities, "identities", Id::key_kind_identities},
                              {KeyFile::Kind::certificate, "certificate", Id::key_kind_certificate},
                              {KeyFile::Kind::private_key, "private_key", Id::key_kind_private},
                              {KeyFile::Kind::age_file, "age_file", Id::key_kind_age_file},
                              {KeyFile::Kind::envelope, "envelope", Id::key_kind_envelope},
                              {KeyFile::Kind::foreign, "foreign", Id::key_kind_foreign}};

const KindWord& words_of(KeyFile::Kind kind) {
  for (const auto& row : kinds) {
    if (row.kind == kind) return row;
  }
  return kinds[0];
}

void show_json(const KeyFile& file) {
  Json object = {{"kind", words_of(file.kind).word}, {"what", file.what}};
  for (const auto& recipient : file.recipients) object["recipients"].push_back(recipient.text());
  if (!file.bad_lines.empty()) object["bad_lines"] = file.bad_lines;
  if (file.certificate) {
    const auto& one = *file.certificate;
    const auto receives = evidence::check_receives(one);
    object["subject"] = one.subject;
    object["issuer"] = one.issuer;
    object["key"] = one.key;
    object["sha256"] = evidence::hex(one.fingerprint);
    object["not_before"] = to_iso8601(one.not_before);
    object["not_after"] = to_iso8601(one.not_after);
    object["receives"] = receives.has_value();
    object["other_certificates"] = file.other_certificates;
  }
  print_object(object);
}

void show_certificate(const Context& context, const KeyFile& file, const std::string& path) {
  const auto& one = *file.certificate;
  print(context, Id::keys_certificate, {one.subject}, 2);
  print(context, Id::key_issuer, {one.issuer}, 2);
  print(context, Id::key_type, {one.key}, 2);
  print(context, Id::keys_fingerprint, {evidence::hex(one.fingerprint)}, 2);
  print(context, Id::key_from_to,
        {moment(context, to_iso8601(one.not_before)), moment(context, to_iso8601(one.not_after))},
        2);
  using Time = evidence::Certificate::Time;
  if (one.at(now()) == Time::expired) print(context, Id::certificate_expired, {path}, 2);
  if (one.at(now()) == Time::not_yet) print(context, Id::certificate_not_yet, {path}, 2);
  if (file.other_certificates > 0) print(context, Id::certificate_others, {path}, 2);
  if (const auto receives = evidence::check_receives(one); !receives) {
    print(context, Id::kit_certificate_unfit, {receives.error().what}, 2);
  }
}

Result<void> show(const Context& context, const std::string& path) {
  std::string bytes =
      TRY(evidence::read_text(evidence::Files::disk(), path, evidence::certificate_file_limit));
  const evidence::WipedOnExit guard{bytes};
  const KeyFile file = TRY(evidence::read_key_file(bytes));
  if (context.json) {
    show_json(file);
    return {};
  }
  const Id sentence = words_of(file.kind).sentence;
  if (file.kind == KeyFile::Kind::foreign) {
    print(context, sentence, {file.what});
  } else {
    print(context, sentence);
  }
  for (const auto& recipient : file.recipients) fmt::print("  {}\n", recipient.text());
  if (!file.bad_lines.empty()) {
    print(context, Id::key_bad_lines, {fmt::format("{}", fmt::join(file.bad_lines, ", "))}, 2);
  }
  if (file.certificate) show_certificate(context, file, path);
  if (file.kind == KeyFile::Kind::nothing) {
    return fail(Errc::malformed, "no key in " + printable(path));
  }
  return {};
}

void declare_new(CLI::App& group, Context& context) {
  auto* command = group.add_subcommand("new", "Make a private key for who receives archives");
  const auto wish = std::make_shared<NewKey>();
  command->add_option("--out", wish->out, "Private key to write, a new file")->required();
  auto* certificate =
      command->add_flag("--cert", wish->certificate,
                        "An RSA key and its certificate (OUT.crt) instead of an age key");
  command->add_option("--name", wish->name, "Name in the certificate")
      ->needs(certificate)
      ->capture_default_str();
  command->footer("Example: trousse key new --out my-key.txt");
  command->callback([&context, wish] {
    const auto done =
        wish->certificate ? new_certificate(context, *wish) : new_identity(context, *wish);
    if (!done) say_error(context, done.error());
  });
}

}  // namespace

void declare_key(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("key", "Keys of who may open an archive");
  group->require_subcommand(1);
  declare_new(*group, context);
  auto* command = group->add_subcommand("show", "Say what a key file is; secrets are not printed");
  const auto path = std::make_shared<std::string>();
  command->add_option("file", *path, "Key, certificate, or rescue.age")->required();
  command->footer("Example: trousse key show prestataire/cle-publique.txt");
  command->callback([&context, path] {
    if (const auto done = show(context, *path); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli

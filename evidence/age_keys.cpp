// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "evidence/age.hpp"
#include "evidence/bech32.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence::age {
namespace {

constexpr std::string_view recipient_prefix = "age";
constexpr std::string_view identity_prefix = "AGE-SECRET-KEY-";

std::string_view trimmed(std::string_view line) {
  const auto blank = [](char letter) { return letter == ' ' || letter == '\t' || letter == '\r'; };
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  while (!line.empty() && blank(line.front())) line.remove_prefix(1);
  return line;
}

}  // namespace

Result<Recipient> Recipient::parse(std::string_view text) {
  const Bytes bytes = TRY(bech32::decode(recipient_prefix, text));
  Recipient recipient;
  if (bytes.size() != recipient.point.size()) {
    return fail(Errc::malformed, "an age recipient of wrong length");
  }
  std::copy(bytes.begin(), bytes.end(), recipient.point.begin());
  return recipient;
}

std::string Recipient::text() const { return bech32::encode(recipient_prefix, point); }

Result<Identity> Identity::generate() {
  Identity identity;
  TRY(random_bytes(identity.scalar_));
  // Made once here, so that `recipient` cannot fail later.
  TRY(x25519_public(identity.scalar_));
  return identity;
}

Result<Identity> Identity::parse(std::string_view text) {
  Bytes bytes = TRY(bech32::decode(identity_prefix, text));
  const WipedOnExit guard{std::span<std::byte>(bytes)};
  Identity identity;
  if (bytes.size() != identity.scalar_.size()) {
    return fail(Errc::malformed, "an age identity of wrong length");
  }
  std::copy(bytes.begin(), bytes.end(), identity.scalar_.begin());
  TRY(x25519_public(identity.scalar_));
  return identity;
}

Identity::~Identity() { wipe(scalar_); }

Recipient Identity::recipient() const {
  Recipient recipient;
  if (const auto point = x25519_public(scalar_)) recipient.point = *point;
  return recipient;
}

std::string Identity::text() const {
  std::string small = bech32::encode("age-secret-key-", scalar_);
  const WipedOnExit guard{small};
  std::string text(small.size(), '\0');
  std::transform(small.begin(), small.end(), text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
  });
  return text;
}

Result<std::vector<Identity>> parse_identity_file(std::string_view text) {
  std::vector<Identity> identities;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty() || line.front() == '#') continue;
    auto identity = Identity::parse(line);
    if (!identity) {
      return fail(Errc::malformed, fmt::format("line {}: {}", number, identity.error().what));
    }
    identities.push_back(std::move(*identity));
  }
  if (identities.empty()) return fail(Errc::malformed, "no identity in this file");
  return identities;
}

}  // namespace trousse::evidence::age

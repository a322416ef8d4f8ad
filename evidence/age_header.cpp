// SPDX-License-Identifier: Apache-2.0
#include "evidence/age_header.hpp"

#include <algorithm>

namespace trousse::evidence::age {
namespace {

constexpr std::string_view version_line = "age-encryption.org/v1";
constexpr std::size_t body_columns = 64;
constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Gives the header's lines one by one.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  Result<std::string_view> next() {
    const auto end = text_.find('\n', at_);
    if (end == std::string_view::npos) return fail(Errc::malformed, "age header without its end");
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }
  std::size_t position() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Result<std::vector<std::string>> arguments_of(std::string_view line) {
  std::vector<std::string> arguments;
  while (true) {
    const auto space = line.find(' ');
    const std::string_view word = line.substr(0, space);
    // arg = 1*VCHAR
    const bool visible = std::all_of(word.begin(), word.end(),
                                     [](char letter) { return letter >= 33 && letter <= 126; });
    if (word.empty() || !visible) return fail(Errc::malformed, "age stanza with a wrong argument");
    arguments.emplace_back(word);
    if (space == std::string_view::npos) return arguments;
    line.remove_prefix(space + 1);
  }
}

// Full lines of 64 columns, then one shorter line, which may be empty.
Result<Bytes> body_of(Lines& lines) {
  Bytes body;
  while (true) {
    const std::string_view line = TRY(lines.next());
    if (line.size() > body_columns) return fail(Errc::malformed, "age stanza line too long");
    const Bytes piece = TRY(base64_decoded(line));
    body.insert(body.end(), piece.begin(), piece.end());
    if (line.size() < body_columns) return body;
  }
}

Result<std::string> first_bytes(const Reader& in) {
  std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), header_limit)),
                   '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const auto rest = std::as_writable_bytes(std::span(text)).subspan(done);
    const std::size_t got = TRY(in.read_at(done, rest));
    if (got == 0) break;
    done += got;
  }
  text.resize(done);
  return text;
}

}  // namespace

std::string base64(std::span<const std::byte> bytes) {
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::byte byte : bytes) {
    held = ((held << 8) | std::to_integer<std::uint32_t>(byte)) & 0xffffU;
    for (bits += 8; bits >= 6;) {
      bits -= 6;
      text += letters[(held >> bits) & 63U];
    }
  }
  if (bits > 0) text += letters[(held << (6 - bits)) & 63U];
  return text;
}

Result<Bytes> base64_decoded(std::string_view text) {
  Bytes bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char letter : text) {
    const auto value = letters.find(letter);
    if (value == std::string_view::npos) return fail(Errc::malformed, "wrong Base64 letter");
    held = ((held << 6) | static_cast<std::uint32_t>(value)) & 0xffffU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::byte>((held >> bits) & 0xffU));
    }
  }
  // A lone letter, or unused bits that are not zero, would be a second spelling of the same bytes.
  if (bits >= 6 || (held & ((1U << bits) - 1U)) != 0) {
    return fail(Errc::malformed, "Base64 that is not canonical");
  }
  return bytes;
}

Result<Header> read_header(const Reader& in) {
  const std::string text = TRY(first_bytes(in));
  Lines lines(text);
  const std::string_view version = TRY(lines.next());
  if (version != version_line) return fail(Errc::malformed, "not an age v1 file");

  Header header;
  while (true) {
    const std::size_t start = lines.position();
    const std::string_view line = TRY(lines.next());
    if (line.starts_with("--- ")) {
      const Bytes mac = TRY(base64_decoded(line.substr(4)));
      if (mac.size() != header.mac.size()) return fail(Errc::malformed, "age MAC of wrong length");
      std::copy(mac.begin(), mac.end(), header.mac.begin());
      header.signed_text = text.substr(0, start + 3);
      header.size = lines.position();
      break;
    }
    if (!line.starts_with("-> ")) return fail(Errc::malformed, "age stanza with a wrong start");
    Stanza stanza;
    stanza.arguments = TRY(arguments_of(line.substr(3)));
    stanza.body = TRY(body_of(lines));
    header.stanzas.push_back(std::move(stanza));
  }
  if (header.stanzas.empty()) return fail(Errc::malformed, "age file without a recipient");
  return header;
}

std::string header_text(const std::vector<Stanza>& stanzas) {
  std::string text(version_line);
  text += '\n';
  for (const Stanza& stanza : stanzas) {
    text += "->";
    for (const std::string& argument : stanza.arguments) text += " " + argument;
    text += '\n';
    const std::string body = base64(stanza.body);
    for (std::size_t at = 0; at + body_columns <= body.size(); at += body_columns) {
      text += body.substr(at, body_columns) + "\n";
    }
    text += body.substr(body.size() - body.size() % body_columns) + "\n";
  }
  return text + "---";
}

Result<Key> header_mac(std::span<const std::byte> file_key, std::string_view signed_text) {
  Key key = TRY(hkdf_sha256(file_key, {}, "header"));
  const WipedOnExit guard{std::span<std::byte>(key)};
  return hmac_sha256(key, std::as_bytes(std::span(signed_text)));
}

}  // namespace trousse::evidence::age

// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive_form.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "evidence/case_body.hpp"

namespace trousse::evidence {
namespace {

constexpr std::uint64_t format_version = 1;
constexpr std::size_t hash_digits = 64;

bool is_hash(std::string_view text) {
  return text.size() == hash_digits && std::all_of(text.begin(), text.end(), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

Json list_of(const std::vector<PartFacts>& parts) {
  Json list = Json::array();
  for (const PartFacts& part : parts) {
    list.push_back({{"name", part.name}, {"size", part.size}, {"sha256", to_hex(part.sha256)}});
  }
  return list;
}

Result<std::vector<PartFacts>> list_from(const Json& manifest, const char* name) {
  std::vector<PartFacts> parts;
  const auto list = manifest.find(name);
  if (list == manifest.end()) return parts;
  if (!list->is_array()) return fail(Errc::malformed, "a wrong list in the manifest");
  for (const Json& part : *list) {
    if (!part.is_object()) return fail(Errc::malformed, "a wrong part in the manifest");
    parts.push_back(part_from(part));
  }
  return parts;
}

}  // namespace

std::string sums_text(const std::vector<Sum>& sums) {
  std::string text;
  for (const Sum& sum : sums) text += sum.hash + "  " + sum.name + "\n";
  return text;
}

Result<std::vector<Sum>> parse_sums(std::string_view text) {
  std::vector<Sum> sums;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos || line.size() < hash_digits + 3 ||
        !is_hash(line.substr(0, hash_digits)) || line.substr(hash_digits, 2) != "  " ||
        !is_archive_name(line.substr(hash_digits + 2))) {
      return fail(Errc::not_whole, "a line of SHA256SUMS is of another form");
    }
    sums.push_back(
        {std::string(line.substr(hash_digits + 2)), std::string(line.substr(0, hash_digits))});
    text.remove_prefix(end + 1);
  }
  return sums;
}

std::string Manifest::text() const {
  Json out;
  out["format"] = "trousse-archive";
  out["version"] = format_version;
  out["case"] = case_id;
  out["created"] = created;
  out["sealed"] = sealed;
  out["tool"] = tool;
  out["parts"] = list_of(parts);
  if (!images.empty()) out["images"] = list_of(images);
  return out.dump(2) + "\n";
}

Result<Manifest> Manifest::parse(std::string_view text) {
  const Json in = TRY(parse_object(text));
  if (text_of(in, "format") != "trousse-archive") return fail(Errc::malformed, "not a manifest");
  if (number_of(in, "version") != format_version) {
    return fail(Errc::unsupported, "an archive of a later version");
  }
  Manifest manifest{text_of(in, "case"),
                    text_of(in, "created"),
                    text_of(in, "sealed"),
                    text_of(in, "tool"),
                    {},
                    {}};
  if (!in.contains("parts")) return fail(Errc::malformed, "no list of parts");
  manifest.parts = TRY(list_from(in, "parts"));
  manifest.images = TRY(list_from(in, "images"));
  return manifest;
}

}  // namespace trousse::evidence

// SPDX-License-Identifier: Apache-2.0
#include "formats/binary_xml.hpp"

#include <vector>

#include "core/text.hpp"
#include "formats/log_values.hpp"

namespace trousse::formats {
namespace {

using XmlBytes = std::span<const std::byte>;

// Tokens ([MS-EVEN6] 2.2.12); 0x40 in one says that more of its kind follow.
constexpr std::uint8_t token_end = 0x00;
constexpr std::uint8_t token_open = 0x01;
constexpr std::uint8_t token_close_start = 0x02;
constexpr std::uint8_t token_close_empty = 0x03;
constexpr std::uint8_t token_end_element = 0x04;
constexpr std::uint8_t token_value = 0x05;
constexpr std::uint8_t token_attribute = 0x06;
constexpr std::uint8_t token_cdata = 0x07;
constexpr std::uint8_t token_character = 0x08;
constexpr std::uint8_t token_entity = 0x09;
constexpr std::uint8_t token_target = 0x0A;
constexpr std::uint8_t token_instruction = 0x0B;
constexpr std::uint8_t token_instance = 0x0C;
constexpr std::uint8_t token_normal = 0x0D;
constexpr std::uint8_t token_optional = 0x0E;
constexpr std::uint8_t token_fragment = 0x0F;
constexpr std::uint8_t more_follow = 0x40;

constexpr std::size_t name_header = 8;         // next name, hash, length
constexpr std::size_t definition_header = 24;  // next definition, GUID, length
// An event holds 64 KiB at most, but a made one may say the same again and again.
constexpr std::size_t most_name = 2048;  // bytes; a value may be repeated with its name
constexpr std::size_t most_tokens = 50000;
constexpr std::size_t most_text = 1024 * 1024;
constexpr int deepest_fragment = 8;
constexpr int deepest_element = 64;

std::uint32_t le(XmlBytes from, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(from[at + i]);
  return value;
}

/// The entities that XML itself defines; there is no other, since an event has no DTD.
std::string_view entity_text(std::string_view name) {
  if (name == "amp") return "&";
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "quot") return "\"";
  return name == "apos" ? "'" : "";
}

struct PlacedValue {
  std::size_t at;
  std::size_t size;
  std::uint8_t type;
};

}  // namespace

const std::string* BinaryXml::name_at(std::size_t offset) {
  if (offset > chunk_.size() || chunk_.size() - offset < name_header + 2) return nullptr;
  const std::size_t size = std::size_t{le(chunk_, offset + 6, 2)} * 2;
  if (size > most_name || size > chunk_.size() - offset - name_header - 2) return nullptr;
  const auto known = names_.find(offset);
  if (known != names_.end()) return &known->second;
  if (size == 0 || le(chunk_, offset + name_header + size, 2) != 0) return nullptr;
  std::string name = utf8_from_utf16le(chunk_.subspan(offset + name_header, size));
  return &names_.emplace(offset, std::move(name)).first->second;
}

/// One document at work.
class BinaryXml::Walk {
 public:
  Walk(BinaryXml& xml, XmlSink& sink) : xml_(xml), chunk_(xml.chunk_), sink_(sink) {}

  /// What stands from `at` to `end`; `values` are those of the template that it is the body of.
  /// `tied`: its elements have a dependency identifier, as all have but those inside a value.
  bool fragment(std::size_t at, std::size_t end, std::span<const PlacedValue> values, bool tied,
                int depth) {
    if (depth > deepest_fragment || end > chunk_.size() || at > end) return false;
    Place place{at, end, tied, depth, 0};
    while (place.at < place.end) {
      if (++tokens_ > most_tokens || text_ > most_text) return false;
      const auto token = std::to_integer<std::uint8_t>(chunk_[place.at++]);
      if (token == token_end) break;
      if (!one(token, place, values)) return false;
    }
    return place.open == 0;
  }

 private:
  struct Place {
    std::size_t at;
    std::size_t end;
    bool tied;
    int depth;
    int open;

    bool has(std::size_t size) const { return end - at >= size; }
  };

  bool one(std::uint8_t token, Place& place, std::span<const PlacedValue> values) {
    switch (token & ~more_follow) {
      case token_fragment: return skip(place, 3);
      case token_open: return open(place, (token & more_follow) != 0);
      case token_attribute: return attribute(place);
      case token_close_start: return content();
      case token_close_empty:
      case token_end_element: return close(place);
      case token_value: return literal(place);
      case token_cdata: return counted_text(place, true);
      case token_character: return character(place);
      case token_entity: return entity(place);
      case token_target: return name(place) != nullptr;
      case token_instruction: return counted_text(place, false);
      case token_instance: return instance(place);
      case token_normal: return substitution(place, values, false);
      case token_optional: return substitution(place, values, true);
      default: return false;
    }
  }

  static bool skip(Place& place, std::size_t size) {
    if (!place.has(size)) return false;
    place.at += size;
    return true;
  }

  /// The name whose offset stands here; where a name is used first, it stands here as well.
  const std::string* name(Place& place) {
    if (!place.has(4)) return nullptr;
    const std::size_t offset = le(chunk_, place.at, 4);
    place.at += 4;
    const std::string* found = xml_.name_at(offset);
    if (found == nullptr || offset != place.at) return found;
    return skip(place, name_header + 2 * std::size_t{le(chunk_, offset + 6, 2)} + 2) ? found
                                                                                     : nullptr;
  }

  bool open(Place& place, bool has_attributes) {
    if (++place.open > deepest_element) return false;
    const std::string* element = named_element(place);
    if (element == nullptr) return false;
    sink_.open(*element);
    return !has_attributes || skip(place, 4);
  }

  /// Whether a value's elements have a dependency identifier is not written down, and providers
  /// differ: what does not lead to a name is read the other way.
  const std::string* named_element(Place& place) {
    Place other = place;
    if (const std::string* found = element_name(place, place.tied)) return found;
    const std::string* found = element_name(other, !place.tied);
    if (found != nullptr) place = other;
    return found;
  }

  const std::string* element_name(Place& place, bool tied) {
    if (!skip(place, tied ? 2 : 0) || !place.has(4)) return nullptr;
    const std::size_t size = le(chunk_, place.at, 4);
    if (size > place.end - place.at) return nullptr;
    place.at += 4;
    return name(place);
  }

  bool attribute(Place& place) {
    const std::string* found = name(place);
    if (found == nullptr) return false;
    sink_.attribute(*found);
    return true;
  }

  bool content() {
    sink_.content();
    return true;
  }

  bool close(Place& place) {
    if (--place.open < 0) return false;
    sink_.close();
    return true;
  }

  void tell(std::string_view part) {
    text_ += part.size();
    if (text_ <= most_text) sink_.text(part);
  }

  bool literal(Place& place) {
    constexpr std::uint8_t string_type = 0x01;
    if (!place.has(1) || le(chunk_, place.at, 1) != string_type) return false;
    ++place.at;
    return counted_text(place, true);
  }

  bool counted_text(Place& place, bool told) {
    if (!place.has(2)) return false;
    const std::size_t size = std::size_t{le(chunk_, place.at, 2)} * 2;
    place.at += 2;
    if (!place.has(size)) return false;
    if (told) tell(utf8_from_utf16le(chunk_.subspan(place.at, size)));
    place.at += size;
    return true;
  }

  bool character(Place& place) {
    if (!place.has(2)) return false;
    tell(utf8_from_utf16le(chunk_.subspan(place.at, 2)));
    place.at += 2;
    return true;
  }

  bool entity(Place& place) {
    const std::string* found = name(place);
    if (found == nullptr) return false;
    tell(entity_text(*found));
    return true;
  }

  /// A template's body, which an earlier event of the chunk may hold, and the values of this one.
  bool instance(Place& place) {
    if (!place.has(9)) return false;
    const std::size_t definition = le(chunk_, place.at + 5, 4);
    place.at += 9;
    if (definition > chunk_.size() || chunk_.size() - definition < definition_header) return false;
    const std::size_t body = definition + definition_header;
    const std::size_t size = le(chunk_, body - 4, 4);
    if (size > chunk_.size() - body) return false;
    if (definition == place.at && !skip(place, definition_header + size)) return false;
    std::vector<PlacedValue> values;
    return placed(place, values) && fragment(body, body + size, values, true, place.depth + 1);
  }

  bool placed(Place& place, std::vector<PlacedValue>& values) {
    if (!place.has(4)) return false;
    const std::size_t count = le(chunk_, place.at, 4);
    place.at += 4;
    if (count > (place.end - place.at) / 4) return false;
    values.reserve(count);
    std::size_t at = place.at + 4 * count;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t size = le(chunk_, place.at + 4 * i, 2);
      if (size > place.end - at) return false;
      values.push_back({at, size, static_cast<std::uint8_t>(le(chunk_, place.at + 4 * i + 2, 1))});
      at += size;
    }
    place.at = at;
    return true;
  }

  /// A template may ask for a value that its event does not bring: that is nothing, as an
  /// optional one without a type is.
  bool substitution(Place& place, std::span<const PlacedValue> values, bool optional) {
    if (!place.has(3)) return false;
    const std::size_t number = le(chunk_, place.at, 2);
    place.at += 3;
    if (number >= values.size() || values[number].type == value_null) {
      if (optional) sink_.nothing();
      return true;
    }
    const PlacedValue& value = values[number];
    if (value.size == 0) return true;
    if (value.type == value_binary_xml) {
      return fragment(value.at, value.at + value.size, {}, false, place.depth + 1);
    }
    XmlBytes bytes = chunk_.subspan(value.at, value.size);
    while (true) {
      tell(next_value_text(value.type, bytes));
      if (bytes.empty()) return true;
      if (++tokens_ > most_tokens) return false;
      sink_.next_value();
    }
  }

  BinaryXml& xml_;
  XmlBytes chunk_;
  XmlSink& sink_;
  std::size_t tokens_ = 0;
  std::size_t text_ = 0;
};

bool BinaryXml::walk(std::size_t at, std::size_t end, XmlSink& sink) {
  return Walk(*this, sink).fragment(at, end, {}, true, 0);
}

}  // namespace trousse::formats

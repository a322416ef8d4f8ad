// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trousse::formats {

/// What stands in binary XML, in the order of the document. All texts are UTF-8.
class XmlSink {
 public:
  virtual ~XmlSink() = default;
  virtual void open(std::string_view element) = 0;
  virtual void attribute(std::string_view name) = 0;  ///< its text follows
  virtual void content() = 0;  ///< the start tag is over, text is the element's from here
  virtual void text(std::string_view part) = 0;
  virtual void next_value() = 0;  ///< what follows is the next element of an array
  virtual void nothing() = 0;  ///< the attribute or element of this text is as if it were not there
  virtual void close() = 0;
};

/// Binary XML of one chunk of an event log ([MS-EVEN6] 2.2.12 to 2.2.17; how a chunk keeps names
/// and templates: "Windows XML Event Log (EVTX)", J. Metz). Nothing of the chunk is trusted: every
/// offset is checked, depth, work and text are bounded for each document.
class BinaryXml {
 public:
  /// `chunk` is 64 KiB at most and must outlive it, unchanged.
  explicit BinaryXml(std::span<const std::byte> chunk) : chunk_(chunk) {}

  /// Tells `sink` what stands from `at` to `end`. False when it does not follow its format, or is
  /// over a bound: what was told so far is then not a whole document.
  bool walk(std::size_t at, std::size_t end, XmlSink& sink);

 private:
  class Walk;
  /// The name at an offset of the chunk; null when none can be there.
  const std::string* name_at(std::size_t offset);

  std::span<const std::byte> chunk_;
  std::unordered_map<std::size_t, std::string> names_;
};

}  // namespace trousse::formats

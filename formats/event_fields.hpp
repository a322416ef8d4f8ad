// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "formats/binary_xml.hpp"
#include "formats/log_record.hpp"

namespace trousse::formats {

/// Makes a LogRecord of the XML of one event ("Event Schema" of Windows: System, then EventData,
/// UserData or ProcessingErrorData).
class EventFields final : public XmlSink {
 public:
  explicit EventFields(LogRecord& record) : record_(record) {}

  void open(std::string_view element) override;
  void attribute(std::string_view name) override;
  void content() override;
  void text(std::string_view part) override;
  void next_value() override;
  void nothing() override;
  void close() override;

  /// Puts the values into the record. False when it was no event.
  bool finish();

 private:
  enum class Part { none, system, event_data, user_data };
  struct Field {
    std::string name;
    std::string value;
    bool is_left_out = false;  ///< an element that only holds others
  };

  static Part part_of(std::string_view element);
  void end_attribute();
  void system_attribute();
  void system_element();
  bool in_data() const;
  /// The field of the innermost open element; null outside the data, or when there are too many.
  Field* current();
  std::size_t add(std::string_view name);

  LogRecord& record_;
  std::vector<std::string> elements_;  ///< open now, the root first
  std::vector<std::size_t> open_;      ///< the field of each open element of the data
  std::vector<Field> fields_;
  std::string attribute_;  ///< whose text is being told, "" when it is the element's
  std::string text_;
  Part part_ = Part::none;
  bool is_event_ = false;
};

}  // namespace trousse::formats

// SPDX-License-Identifier: Apache-2.0
#include "papers/facts_json.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "papers/dates.hpp"

namespace trousse::papers {
namespace {

using json_fields::certainties;
using json_fields::Json;
using json_fields::severities;
using json_fields::Word;

constexpr Word<Memory> memories[] = {{Memory::unknown, ""},
                                     {Memory::lost, "lost"},
                                     {Memory::in_hibernation_file, "in_hibernation_file"},
                                     {Memory::captured, "captured"}};
constexpr Word<ControlPoint::Answer> answers[] = {{ControlPoint::Answer::unknown, ""},
                                                  {ControlPoint::Answer::met, "met"},
                                                  {ControlPoint::Answer::to_review, "to_review"}};

// One description of the form, walked by who writes and by who reads.
class Writer {
 public:
  explicit Writer(Json& object) : object_(object) {}
  void text(const char* key, const std::string& value) { object_[key] = valid_utf8(value); }
  void moment(const char* key, const std::optional<Utc>& value) {
    object_[key] = value ? to_iso8601(*value) : "";
  }
  template <class Number>
  void number(const char* key, const Number& value) {
    object_[key] = value;
  }
  void flag(const char* key, bool value) { object_[key] = value; }
  template <class Enum, std::size_t N>
  void word(const char* key, Enum value, const Word<Enum> (&table)[N]) {
    for (const auto& row : table) {
      if (row.value == value) object_[key] = row.word;
    }
  }
  template <class Fill>
  void object(const char* key, const Fill& fill) {
    Json inner = Json::object();
    Writer writer(inner);
    fill(writer);
    object_[key] = std::move(inner);
  }
  template <class T, class Fill>
  void list(const char* key, const std::vector<T>& values, const Fill& fill) {
    Json all = Json::array();
    for (const T& value : values) {
      Json inner = Json::object();
      Writer writer(inner);
      fill(writer, value);
      all.push_back(std::move(inner));
    }
    object_[key] = std::move(all);
  }
  void texts(const char* key, const std::vector<std::string>& values) {
    Json all = Json::array();
    for (const std::string& value : values) all.push_back(valid_utf8(value));
    object_[key] = std::move(all);
  }

 private:
  Json& object_;
};

class Reading {
 public:
  Reading(const Json& object, std::string place, std::string& trouble)
      : object_(object), place_(std::move(place)), trouble_(trouble) {
    if (!object_.is_object()) complain("", "is no object");
  }
  ~Reading() {
    if (!object_.is_object()) return;
    for (const auto& [key, value] : object_.items()) {
      if (!known_.contains(key)) complain(key, "is not a known field");
    }
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  void text(const char* key, std::string& into) {
    if (const Json* value = take(key, &Json::is_string)) into = value->get<std::string>();
  }
  void moment(const char* key, std::optional<Utc>& into) {
    std::string typed;
    text(key, typed);
    if (typed.empty()) return;
    into = moment_of(typed);
    if (!into) complain(key, "is no moment such as 2026-11-24T19:05+01:00");
  }
  template <class Number>
  void number(const char* key, Number& into) {
    const Json* value = take(key, &Json::is_number_unsigned);
    if (value == nullptr) return;
    const auto wide = value->get<std::uint64_t>();
    if (wide > std::numeric_limits<Number>::max()) return complain(key, "is too large");
    into = static_cast<Number>(wide);
  }
  void flag(const char* key, bool& into) {
    if (const Json* value = take(key, &Json::is_boolean)) into = value->get<bool>();
  }
  template <class Enum, std::size_t N>
  void word(const char* key, Enum& into, const Word<Enum> (&table)[N]) {
    const Json* value = take(key, &Json::is_string);
    if (value == nullptr) return;
    for (const auto& row : table) {
      if (row.word == value->get_ref<const std::string&>()) {
        into = row.value;
        return;
      }
    }
    complain(key, "is not one of its words");
  }
  template <class Fill>
  void object(const char* key, const Fill& fill) {
    if (const Json* value = take(key, &Json::is_object)) {
      Reading inner(*value, place_ + key + ".", trouble_);
      fill(inner);
    }
  }
  template <class T, class Fill>
  void list(const char* key, std::vector<T>& into, const Fill& fill) {
    const Json* value = take(key, &Json::is_array);
    if (value == nullptr) return;
    for (const Json& one : *value) {
      into.emplace_back();
      Reading inner(one, fmt::format("{}{}[{}].", place_, key, into.size() - 1), trouble_);
      if (one.is_object()) fill(inner, into.back());
    }
  }
  void texts(const char* key, std::vector<std::string>& into) {
    const Json* value = take(key, &Json::is_array);
    if (value == nullptr) return;
    for (const Json& one : *value) {
      if (!one.is_string()) return complain(key, "holds something that is no text");
      into.push_back(one.get<std::string>());
    }
  }

 private:
  const Json* take(const char* key, bool (Json::*is)() const noexcept) {
    known_.insert(key);
    const auto found = object_.find(key);
    if (found == object_.end()) return nullptr;
    if (((*found).*is)()) return &*found;
    complain(key, "is of another type");
    return nullptr;
  }
  void complain(const std::string& key, const char* what) {
    if (trouble_.empty()) trouble_ = printable(place_ + key, 200) + " " + what;
  }

  const Json& object_;
  std::string place_;
  std::string& trouble_;
  std::set<std::string> known_;
};

template <class Form, class Value>
void contact(Form& form, const char* key, Value& of) {
  form.object(key, [&](auto& inner) {
    inner.text("name", of.name);
    inner.text("phone", of.phone);
    inner.text("email", of.email);
    inner.text("hours", of.hours);
    inner.text("contract", of.contract);
    inner.text("address", of.address);
  });
}

template <class Form, class Value>
void machine(Form& form, Value& of) {
  form.object("machine", [&](auto& inner) {
    inner.text("model", of.model);
    inner.text("serial", of.serial);
    inner.text("computer_name", of.computer_name);
    inner.text("windows", of.windows);
    inner.text("firmware", of.firmware);
    inner.text("time_zone", of.time_zone);
    inner.text("clock_offset", of.clock_offset);
    inner.text("last_shutdown", of.last_shutdown);
    inner.text("disk_model", of.disk_model);
    inner.text("disk_serial", of.disk_serial);
    inner.number("disk_size", of.disk_size);
    inner.text("encryption", of.encryption);
  });
}

template <class Form, class Value>
void archive(Form& form, Value& of) {
  form.object("archive", [&](auto& inner) {
    inner.text("file", of.file);
    inner.text("sha256", of.sha256);
    inner.text("fingerprint", of.fingerprint);
    inner.moment("sealed", of.sealed);
    inner.text("tool", of.tool);
    inner.text("image", of.image);
    inner.text("image_sha256", of.image_sha256);
    inner.text("kept_by", of.kept_by);
  });
}

template <class Form, class Value>
void lists(Form& form, Value& of) {
  form.object("counts", [&](auto& inner) {
    for (const auto& row : severities) {
      inner.number(std::string(row.word).c_str(), of.counts[static_cast<std::size_t>(row.value)]);
    }
  });
  form.list("observations", of.observations, [](auto& inner, auto& one) {
    inner.text("sentence", one.sentence);
    inner.word("severity", one.severity, severities);
    inner.word("certainty", one.certainty, certainties);
    inner.moment("when", one.when);
  });
  form.texts("not_read", of.not_read);
  form.list("log", of.log, [](auto& inner, auto& one) {
    inner.moment("when", one.when);
    inner.text("who", one.who);
    inner.text("what", one.what);
  });
  form.list("points", of.points, [](auto& inner, auto& one) {
    inner.number("part", one.part);
    inner.text("number", one.number);
    inner.text("text", one.text);
    inner.word("answer", one.answer, answers);
    inner.text("seen", one.seen);
  });
}

template <class Form, class Value>
void whole(Form& form, Value& of) {
  form.text("case_id", of.case_id);
  form.moment("made", of.made);
  form.moment("discovered", of.discovered);
  form.text("zone", of.zone);
  form.number("complaint_hours", of.complaint_hours);
  form.number("cnil_hours", of.cnil_hours);
  form.text("author", of.author);
  form.object("contacts", [&](auto& inner) {
    contact(inner, "provider", of.contacts.provider);
    contact(inner, "insurer", of.contacts.insurer);
    contact(inner, "practice", of.contacts.practice);
    contact(inner, "order", of.contacts.order);
    contact(inner, "mssante", of.contacts.mssante);
    inner.text("notes", of.contacts.notes);
  });
  form.text("situation", of.situation);
  form.text("suggested", of.suggested);
  form.text("seen", of.seen);
  form.moment("network_cut", of.network_cut);
  form.moment("stopped", of.stopped);
  form.text("stopped_by", of.stopped_by);
  form.text("stopped_how", of.stopped_how);
  form.text("decided_by", of.decided_by);
  form.word("memory", of.memory, memories);
  machine(form, of.machine);
  archive(form, of.archive);
  form.flag("scanned", of.scanned);
  form.flag("names_masked", of.names_masked);
  form.moment("earliest", of.earliest);
  lists(form, of);
}

}  // namespace

std::string to_json(const Facts& facts) {
  Json object = Json::object();
  Writer writer(object);
  whole(writer, facts);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Facts> facts_from_json(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) return fail(Errc::malformed, "the facts are no JSON object");
  Facts facts;
  std::string trouble;
  {
    Reading reading(object, "", trouble);
    whole(reading, facts);
  }
  if (!trouble.empty()) return fail(Errc::malformed, "facts: " + trouble);
  constexpr unsigned most_hours = 24 * 365;
  if (facts.complaint_hours > most_hours || facts.cnil_hours > most_hours) {
    return fail(Errc::malformed, "facts: a time limit is longer than a year");
  }
  return facts;
}

}  // namespace trousse::papers

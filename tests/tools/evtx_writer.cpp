// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/evtx_writer.hpp"

#include <map>
#include <optional>

#include "core/text.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/security_descriptor.hpp"

namespace trousse::tools {
namespace {

constexpr std::size_t chunk_size = 65536;
constexpr std::size_t chunk_header = 512;
constexpr std::size_t name_table = 128;      ///< 64 buckets of names
constexpr std::size_t template_table = 384;  ///< 32 buckets of templates

// Tokens and value types, [MS-EVEN6] 2.2.12 and 2.2.14.
constexpr unsigned token_end = 0x00;
constexpr unsigned token_open = 0x01;
constexpr unsigned token_close_start = 0x02;
constexpr unsigned token_close_empty = 0x03;
constexpr unsigned token_end_element = 0x04;
constexpr unsigned token_value = 0x05;
constexpr unsigned token_attribute = 0x06;
constexpr unsigned token_instance = 0x0C;
constexpr unsigned token_optional = 0x0E;
constexpr unsigned more_follow = 0x40;

enum Type : std::uint8_t {
  null = 0x00,
  string = 0x01,
  uint8 = 0x04,
  uint16 = 0x06,
  uint32 = 0x08,
  uint64 = 0x0A,
  guid = 0x0F,
  file_time = 0x11,
  sid = 0x13,
  hex64 = 0x15,
};

/// What stands in an element or an attribute: fixed text, or the place of a value.
struct Content {
  std::string text;
  int value = -1;
  Type type = Type::null;
};

struct Attribute {
  std::string name;
  Content content;
};

struct Element {
  std::string name;
  std::vector<Attribute> attributes;
  std::optional<Content> content;
  std::vector<Element> children;
};

struct Value {
  Type type;
  std::string bytes;
};

struct Form {
  Element event;
  std::vector<Value> values;

  Content place(Type type, std::string bytes) {
    values.push_back({bytes.empty() ? Type::null : type, std::move(bytes)});
    return {"", static_cast<int>(values.size()) - 1, type};
  }
};

Content fixed(std::string text) { return {std::move(text), -1, Type::string}; }

Element system_part(Form& form, const LogRecord& record, std::uint64_t number,
                    const std::string& channel, const std::string& computer) {
  const auto leaf = [](std::string name, Content content) {
    return Element{std::move(name), {}, std::move(content), {}};
  };
  Element provider{"Provider", {{"Name", fixed(record.provider)}}, {}, {}};
  if (!record.provider_guid.empty()) {
    provider.attributes.push_back({"Guid", fixed(record.provider_guid)});
  }
  Element system{"System", {}, {}, {}};
  system.children = {
      provider,
      leaf("EventID", form.place(Type::uint16, Bytes().u16(record.id).take())),
      leaf("Version", form.place(Type::uint8, Bytes().u8(record.version).take())),
      leaf("Level", form.place(Type::uint8, Bytes().u8(record.level).take())),
      leaf("Task", form.place(Type::uint16, Bytes().u16(record.task).take())),
      leaf("Opcode", form.place(Type::uint8, Bytes().u8(record.opcode).take())),
      leaf("Keywords", form.place(Type::hex64, Bytes().u64(record.keywords).take())),
      {"TimeCreated",
       {{"SystemTime", form.place(Type::file_time, Bytes().time(record.when).take())}},
       {},
       {}},
      leaf("EventRecordID", form.place(Type::uint64, Bytes().u64(number).take())),
      {"Correlation", {}, {}, {}},
      {"Execution",
       {{"ProcessID", form.place(Type::uint32, Bytes().u32(record.process).take())},
        {"ThreadID", form.place(Type::uint32, Bytes().u32(record.thread).take())}},
       {},
       {}},
      leaf("Channel", fixed(channel)),
      leaf("Computer", form.place(Type::string, utf16(computer))),
      {"Security",
       {{"UserID", form.place(Type::sid, record.user.empty() ? "" : binary_sid(record.user))}},
       {},
       {}}};
  return system;
}

Form form_of(const LogRecord& record, std::uint64_t number, const std::string& channel,
             const std::string& computer) {
  Form form;
  form.event.name = "Event";
  form.event.attributes = {
      {"xmlns", fixed("http://schemas.microsoft.com/win/2004/08/events/event")}};
  form.event.children.push_back(system_part(form, record, number, channel, computer));
  Element data{record.user_data.empty() ? "EventData" : record.user_data, {}, {}, {}};
  for (const auto& [name, text] : record.data) {
    const Content content = form.place(Type::string, utf16(text));
    if (record.user_data.empty()) {
      data.children.push_back({"Data", {{"Name", fixed(name)}}, content, {}});
    } else {
      data.children.push_back({name, {}, content, {}});
    }
  }
  if (!record.user_data.empty()) data = Element{"UserData", {}, {}, {data}};
  form.event.children.push_back(std::move(data));
  return form;
}

/// A chunk being filled. A copy of it is the way back when a record does not fit.
class Chunk {
 public:
  Chunk() { out_.fill_to(chunk_header); }

  void add(const Form& form, const std::string& key, std::uint64_t number, const Utc& when) {
    const std::size_t start = out_.size();
    out_.u32(0x00002A2A).u32(0).u64(number).time(when);
    out_.u8(0x0F).u8(1).u8(1).u8(0);
    instance(form, key);
    out_.u8(token_end).align(8);
    // Sizes stand at both ends, so that a record can be found from behind.
    if ((out_.size() + 4 - start) % 8 != 0) out_.zeros(4);
    const std::size_t size = out_.size() + 4 - start;
    out_.u32(size);
    out_.put_u32(start + 4, size);
    if (count_ == 0) first_ = number;
    last_ = number;
    last_start_ = start;
    ++count_;
  }

  bool fits() const { return out_.size() <= chunk_size; }
  bool empty() const { return count_ == 0; }

  std::string finished() {
    const std::size_t used = out_.size();
    const std::uint32_t records_crc = crc32(std::string_view(out_.str()).substr(chunk_header));
    Bytes head;
    head.text(std::string_view("ElfChnk\0", 8)).u64(first_).u64(last_).u64(first_).u64(last_);
    head.u32(128).u32(last_start_).u32(used).u32(records_crc).fill_to(124);
    const std::string tables = out_.str().substr(name_table, chunk_header - name_table);
    head.u32(crc32(tables, crc32(std::string_view(head.str()).substr(0, 120))));
    out_.fill_to(chunk_size);
    std::string whole = out_.take();
    whole.replace(0, head.size(), head.str());
    return whole;
  }

 private:
  void instance(const Form& form, const std::string& key) {
    const std::uint32_t id = crc32(key);
    const auto known = templates_.find(key);
    const std::size_t here = out_.size() + 10;
    out_.u8(token_instance).u8(1).u32(id);
    out_.u32(known == templates_.end() ? here : known->second);
    if (known == templates_.end()) {
      templates_[key] = here;
      definition(form, id);
    }
    out_.u32(form.values.size());
    for (const Value& value : form.values) {
      out_.u16(value.bytes.size()).u8(value.type).u8(0);
    }
    for (const Value& value : form.values) out_.text(value.bytes);
  }

  void definition(const Form& form, std::uint32_t id) {
    const std::size_t bucket = template_table + 4 * (id % 32);
    const std::size_t start = out_.size();
    // The identifier is the first part of the GUID that follows.
    out_.u32(out_.get_u32(bucket)).u32(id).u32(0x4A11B2C3).u32(0x91D2E3F4).u32(0xA5B6C7D8).u32(0);
    out_.put_u32(bucket, start);
    const std::size_t body = out_.size();
    out_.u8(0x0F).u8(1).u8(1).u8(0);
    element(form.event);
    out_.u8(token_end);
    out_.put_u32(body - 4, out_.size() - body);
  }

  void name(const std::string& text) {
    const auto known = names_.find(text);
    if (known != names_.end()) {
      out_.u32(known->second);
      return;
    }
    const std::size_t here = out_.size() + 4;
    std::uint32_t hash = 0;
    for (const char16_t unit : utf16_from_utf8(text)) hash = hash * 65599 + unit;
    const std::size_t bucket = name_table + 4 * ((hash & 0xFFFF) % 64);
    out_.u32(here).u32(out_.get_u32(bucket)).u16(hash).u16(text.size()).utf16(text).u16(0);
    out_.put_u32(bucket, here);
    names_[text] = here;
  }

  void content(const Content& what) {
    if (what.value < 0) {
      out_.u8(token_value).u8(Type::string).u16(what.text.size()).utf16(what.text);
    } else {
      out_.u8(token_optional).u16(static_cast<std::uint64_t>(what.value)).u8(what.type);
    }
  }

  /// As deep as the elements above are nested: four levels.
  void element(const Element& what) {
    out_.u8(what.attributes.empty() ? token_open : token_open | more_follow).u16(0xFFFF);
    const std::size_t size_field = out_.size();
    out_.u32(0);
    name(what.name);
    if (!what.attributes.empty()) attributes(what.attributes);
    if (!what.content && what.children.empty()) {
      out_.u8(token_close_empty);
    } else {
      out_.u8(token_close_start);
      if (what.content) content(*what.content);
      for (const Element& child : what.children) element(child);
      out_.u8(token_end_element);
    }
    out_.put_u32(size_field, out_.size() - size_field - 4);
  }

  void attributes(const std::vector<Attribute>& list) {
    const std::size_t size_field = out_.size();
    out_.u32(0);
    for (std::size_t i = 0; i < list.size(); ++i) {
      out_.u8(i + 1 < list.size() ? token_attribute | more_follow : token_attribute);
      name(list[i].name);
      content(list[i].content);
    }
    out_.put_u32(size_field, out_.size() - size_field - 4);
  }

  Bytes out_;
  std::map<std::string, std::size_t> names_;
  std::map<std::string, std::size_t> templates_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::size_t last_start_ = 0;
  std::size_t count_ = 0;
};

/// Records of one shape share a template: everything fixed is in the key.
std::string key_of(const LogRecord& record) {
  std::string key = record.provider + "/" + std::to_string(record.id) + "/" + record.user_data;
  for (const auto& [name, text] : record.data) key += "/" + name;
  return key;
}

std::string file_header(std::size_t chunks, std::uint64_t next_record) {
  Bytes out;
  out.text(std::string_view("ElfFile\0", 8)).u64(0).u64(chunks - 1).u64(next_record);
  out.u32(128).u16(1).u16(3).u16(4096).u16(chunks).fill_to(120);
  const std::uint32_t checksum = crc32(out.str());
  out.u32(0).u32(checksum).fill_to(4096);
  return out.take();
}

}  // namespace

std::string evtx_file(const std::string& channel, const std::string& computer,
                      const std::vector<LogRecord>& records, std::uint64_t first_record) {
  std::vector<std::string> chunks;
  Chunk chunk;
  std::uint64_t number = first_record;
  for (const LogRecord& record : records) {
    const Form form = form_of(record, number, channel, computer);
    Chunk longer = chunk;
    longer.add(form, key_of(record), number, record.when);
    if (!longer.fits()) {
      chunks.push_back(chunk.finished());
      longer = Chunk();
      longer.add(form, key_of(record), number, record.when);
    }
    chunk = std::move(longer);
    ++number;
  }
  if (chunks.empty() || !chunk.empty()) chunks.push_back(chunk.finished());
  std::string out = file_header(chunks.size(), number);
  for (const std::string& one : chunks) out += one;
  return out;
}

}  // namespace trousse::tools

// SPDX-License-Identifier: Apache-2.0
#include "playbooks/library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "playbooks/check.hpp"

namespace trousse::playbooks {

using words::Id;

std::span<const EmbeddedFile> part_files();  // made by embed_files (CMakeLists.txt)
std::span<const EmbeddedFile> sheet_files();

namespace {

namespace fs = std::filesystem;

SheetNames names_of(const std::vector<Playbook>& sheets) {
  SheetNames names;
  for (const Playbook& sheet : sheets) names.insert(sheet.id);
  return names;
}

// Not through a link, and nothing that is no file: a folder of a key may hold anything.
std::optional<std::string> read_bounded(const fs::path& path) {
  std::error_code trouble;
  if (!fs::is_regular_file(fs::symlink_status(path, trouble)) || trouble) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string bytes(max_sheet_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad() || (!in.eof() && in.fail())) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

ParsedSheet parse_path(const fs::path& path) {
  const std::string name = printable(path.filename().string(), 200);
  const auto bytes = read_bounded(path);
  if (!bytes) return {{}, {{name, 0, Id::fault_unreadable, {}}}};
  return parse_sheet(*bytes, name, built_in_parts());
}

void append(Faults& into, const Faults& more) { into.insert(into.end(), more.begin(), more.end()); }

void take_over(std::vector<Playbook>& sheets, const Playbook& sheet) {
  const auto same = std::find_if(sheets.begin(), sheets.end(),
                                 [&](const Playbook& other) { return other.id == sheet.id; });
  if (same != sheets.end()) {
    *same = sheet;
  } else {
    // Before the questions that close the menu.
    const bool triage_last = !sheets.empty() && sheets.back().id == triage_sheet;
    sheets.insert(triage_last ? sheets.end() - 1 : sheets.end(), sheet);
  }
}

// Ours with those of the folder in their places.
std::vector<Playbook> together(const std::vector<Playbook>& dropped) {
  std::vector<Playbook> sheets = built_in_library().sheets;
  for (const Playbook& sheet : dropped) take_over(sheets, sheet);
  return sheets;
}

std::vector<const Playbook*> pointers(const std::vector<Playbook>& sheets) {
  std::vector<const Playbook*> all;
  for (const Playbook& sheet : sheets) all.push_back(&sheet);
  return all;
}

// Leaves out the first one with a fault of content or of loops; true when one was left out. One
// at a time: a sheet that led to it is at fault next.
bool leave_one_out(std::vector<Playbook>& dropped, Faults& faults) {
  const std::vector<Playbook> all = together(dropped);
  const SheetNames names = names_of(all);
  for (auto sheet = dropped.begin(); sheet != dropped.end(); ++sheet) {
    const Faults found = check(*sheet, names, vocabulary());
    if (found.empty()) continue;
    append(faults, found);
    dropped.erase(sheet);
    return true;
  }
  const Faults loops = check_loops(pointers(all));
  if (loops.empty()) return false;
  append(faults, loops);
  // Ours have no loop, so that leaving out all of the folder's would end it: the last one goes.
  dropped.pop_back();
  return true;
}

std::vector<fs::path> yaml_files(const std::string& folder, Faults& faults) {
  std::vector<fs::path> files;
  std::error_code trouble;
  fs::directory_iterator walk(folder, trouble);
  for (; !trouble && walk != fs::directory_iterator(); walk.increment(trouble)) {
    const auto extension = walk->path().extension();
    if (extension == ".yaml" || extension == ".yml") files.push_back(walk->path());
    if (files.size() > max_sheet_files * 10) break;
  }
  std::sort(files.begin(), files.end());
  if (files.size() > max_sheet_files) {
    faults.push_back({printable(fs::path(folder).filename().string(), 200),
                      0,
                      Id::fault_too_many_files,
                      {std::to_string(max_sheet_files)}});
    files.resize(max_sheet_files);
  }
  return files;
}

}  // namespace

const Playbook* Library::find(std::string_view id) const {
  const auto found = std::find_if(sheets.begin(), sheets.end(),
                                  [&](const Playbook& sheet) { return sheet.id == id; });
  return found == sheets.end() ? nullptr : &*found;
}

const Parts& built_in_parts() {
  static const Parts parts = [] {
    Parts all;
    for (const EmbeddedFile& file : part_files()) {
      ParsedPart part = parse_part(file.bytes, file.name);
      all.emplace(part.id, std::move(part.steps));
    }
    return all;
  }();
  return parts;
}

const Library& built_in_library() {
  static const Library library = [] {
    Library ours;
    for (const EmbeddedFile& file : sheet_files()) {
      ParsedSheet parsed = parse_sheet(file.bytes, file.name, built_in_parts());
      append(ours.faults, parsed.faults);
      ours.sheets.push_back(std::move(parsed.sheet));
    }
    return ours;
  }();
  return library;
}

Library load_library(const std::string& folder) {
  Library library;
  std::vector<Playbook> dropped;
  for (const fs::path& path : yaml_files(folder, library.faults)) {
    ++library.files;
    ParsedSheet parsed = parse_path(path);
    const auto same = std::find_if(dropped.begin(), dropped.end(), [&](const Playbook& other) {
      return other.id == parsed.sheet.id;
    });
    if (!parsed.faults.empty()) {
      append(library.faults, parsed.faults);
    } else if (same != dropped.end()) {
      library.faults.push_back(
          {parsed.sheet.file, 1, Id::fault_sheet_twice, {parsed.sheet.id, same->file}});
    } else {
      dropped.push_back(std::move(parsed.sheet));
    }
  }
  while (!dropped.empty() && leave_one_out(dropped, library.faults)) {
  }
  library.sheets = together(dropped);
  return library;
}

CheckedFile check_file(const std::string& path) {
  ParsedSheet parsed = parse_path(path);
  CheckedFile checked{std::nullopt, std::move(parsed.faults)};
  // What was not read whole would give faults that are none.
  if (!checked.faults.empty()) return checked;
  const std::vector<Playbook> all = together({parsed.sheet});
  append(checked.faults, check(parsed.sheet, names_of(all), vocabulary()));
  append(checked.faults, check_loops(pointers(all)));
  if (checked.faults.empty()) checked.sheet = std::move(parsed.sheet);
  return checked;
}

std::optional<SheetSuggestion> suggest_sheet(const Library& library, std::string_view current,
                                             const Facts& facts) {
  const auto holds = [&](const Suggestion& suggestion) {
    return std::all_of(suggestion.when.begin(), suggestion.when.end(), [&](const auto& condition) {
      const std::string_view value = facts.contains(condition.first) ? "yes" : "no";
      return std::find(condition.second.begin(), condition.second.end(), value) !=
             condition.second.end();
    });
  };
  std::optional<SheetSuggestion> found;
  for (const Playbook& sheet : library.sheets) {
    const auto reason = std::find_if(sheet.suggested.begin(), sheet.suggested.end(), holds);
    if (reason == sheet.suggested.end()) continue;
    if (sheet.id == current) return std::nullopt;
    if (!found) found = SheetSuggestion{sheet.id, reason->because};
  }
  return found;
}

}  // namespace trousse::playbooks

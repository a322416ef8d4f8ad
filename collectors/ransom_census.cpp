// SPDX-License-Identifier: Apache-2.0
// What the names of all files say together: how many of each extension, since when, and which
// extension came by mass renaming. No content is read, and no file is named.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "collectors/collector.hpp"
#include "core/text.hpp"
#include "formats/ransomware.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t max_rows = 1000;

nlohmann::json json_of(const formats::Census::Row& row) {
  nlohmann::json out{{"extension", valid_utf8(row.extension)},
                     {"files", row.files},
                     {"bytes", row.bytes},
                     {"doubled", row.doubled},
                     {"family", std::string(formats::family_of_extension(row.extension))}};
  if (row.first_change) out["first_change"] = to_iso8601(*row.first_change);
  if (row.last_change) out["last_change"] = to_iso8601(*row.last_change);
  for (const auto& [folder, files] : row.folders) out["folders"][valid_utf8(folder)] = files;
  return out;
}

class RansomCensus final : public Watcher {
 public:
  void visit(const File& file) override {
    if (file.kind != FileKind::regular || file.deleted) return;
    ++files_;
    census_.add(file);
  }

  Result<void> finish(Collection& collection, const Question&) override {
    const std::string letter = collection.volume().info().letter;
    nlohmann::json out{{"volume", letter},
                       {"files", files_},
                       {"overflowed", census_.overflowed()},
                       {"suspicious", nlohmann::json::array()},
                       {"extensions", nlohmann::json::array()}};
    for (const auto& row : census_.suspicious()) out["suspicious"].push_back(json_of(row));
    const auto rows = census_.rows();
    for (std::size_t i = 0; i < rows.size() && i < max_rows; ++i) {
      out["extensions"].push_back(json_of(rows[i]));
    }
    out["extensions_left_out"] = rows.size() > max_rows ? rows.size() - max_rows : 0;
    // A collection may go over several volumes: the system's has the plain name.
    const std::string name =
        letter == "C" || letter.empty() ? "census.json" : fmt::format("census-{}.json", letter);
    using Json = nlohmann::json;
    return collection.add(name, out.dump(1, ' ', false, Json::error_handler_t::replace));
  }

 private:
  formats::Census census_;
  std::uint64_t files_ = 0;
};

}  // namespace

std::unique_ptr<Watcher> start_ransom_census(Profile) { return std::make_unique<RansomCensus>(); }

}  // namespace trousse::collectors

// SPDX-License-Identifier: Apache-2.0
#include "cli/sealing.hpp"

#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "words/report.hpp"

namespace trousse::cli {

evidence::Watch watch(const Context& context, const char* step) {
  return
      [shown = face(context), stop = context.stop, step](std::uint64_t done, std::uint64_t total) {
        Progress progress;
        progress.step = step;
        progress.done = done;
        progress.total = total;
        shown(progress);
        return !stop.stop_requested();
      };
}

Result<evidence::Seal> seal_case(Context& context, evidence::Case& opened,
                                 evidence::SealOptions options) {
  const std::string_view page = words::opening_page();
  for (const auto& [name, language] : {std::pair{"LISEZMOI.txt", words::Language::french},
                                       std::pair{"README.txt", words::Language::english}}) {
    options.readmes.emplace_back(name, words::readme(opened.id(), language, !page.empty()));
  }
  if (!page.empty()) options.readmes.emplace_back("OUVRIR.html", page);
  options.watch = watch(context, "seal");
  return evidence::seal(opened, options);
}

void print_seal(const Context& context, const evidence::Seal& seal, const std::string& out) {
  end_line();
  if (context.json) {
    const nlohmann::ordered_json object = {{"step", "seal"},
                                           {"case", seal.case_id},
                                           {"archive", out},
                                           {"size", seal.size},
                                           {"sha256", seal.archive_sha256},
                                           {"parts", seal.parts},
                                           {"images", seal.images},
                                           {"images_folder", seal.images_folder.string()},
                                           {"fingerprint", seal.fingerprint},
                                           {"short_fingerprint", seal.short_fingerprint}};
    print_object(object);
    return;
  }
  using words::Id;
  print(context, Id::summary_archive, {out, words::size(seal.size, context.language)});
  print(context, Id::summary_archive_hash, {seal.archive_sha256}, 2);
  print(context, Id::summary_fingerprint, {seal.short_fingerprint}, 2);
  print(context, Id::summary_hand_over, {}, 2);
  if (seal.images > 0) {
    print(context, Id::summary_images, {seal.images_folder.string(), std::to_string(seal.images)},
          2);
  }
}

}  // namespace trousse::cli

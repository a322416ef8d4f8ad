// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string_view>

#include "playbooks/cacao.hpp"
#include "playbooks/check.hpp"
#include "playbooks/path.hpp"
#include "playbooks/questionnaire.hpp"
#include "playbooks/show.hpp"

/// The bytes are a sheet or a questionnaire that somebody dropped on the key, or a path kept there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse;
  using namespace trousse::playbooks;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ParsedSheet parsed = parse_sheet(text, "fuzz", built_in_parts());
  for (const Fault& fault : parsed.faults) (void)sentence(fault, words::Language::french);
  (void)check(parsed.sheet, {"general"}, vocabulary());
  (void)as_page(parsed.sheet, words::Language::english);
  if (parsed.faults.empty()) {
    Library library;
    library.sheets = {parsed.sheet};
    (void)to_cacao(library, parsed.sheet, words::Language::french);
    if (auto path = Path::start(library, parsed.sheet.id)) {
      while (!path->at_end() && path->skip()) {
      }
    }
  }
  (void)parse_questionnaire(text, "fuzz", vocabulary());
  if (auto path = Path::from_json(built_in_library(), text)) {
    (void)path->to_json();
    for (int i = 0; i < 200 && !path->at_end(); ++i) (void)path->skip();
  }
  return 0;
}

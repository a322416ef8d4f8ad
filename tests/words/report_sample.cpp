// SPDX-License-Identifier: Apache-2.0
// report_sample OUT.html [fr|en] [attacked|quiet]
#include <fstream>
#include <string_view>

#include "tests/words/sample_facts.hpp"

int main(int count, char** arguments) {
  using trousse::words::Language;
  if (count < 2) return 2;
  const auto word = [&](int at) {
    return count > at ? std::string_view(arguments[at]) : std::string_view();
  };
  const Language language = word(2) == "en" ? Language::english : Language::french;
  const auto facts =
      word(3) == "quiet" ? trousse::tests::quiet_practice() : trousse::tests::attacked_practice();
  std::ofstream out(arguments[1], std::ios::binary);
  out << trousse::words::report_html(facts, language);
  return out ? 0 : 1;
}

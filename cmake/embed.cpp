// SPDX-License-Identifier: Apache-2.0
// Writes a C++ source that holds files: embed OUT NAMESPACE FUNCTION plain|scrambled FILE...
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "core/embedded.hpp"

namespace {

std::string escaped(const std::string& bytes) {
  constexpr std::string_view digits = "01234567";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out += '\\';
    out += digits[byte >> 6];
    out += digits[(byte >> 3) & 7];
    out += digits[byte & 7];
    if (i % 24 == 23) out += "\"\n    \"";
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const bool scramble = std::string(arguments[4]) == "scrambled";
  std::ofstream out(arguments[1]);
  out << "#include <array>\n#include <span>\n#include \"core/embedded.hpp\"\nnamespace "
      << arguments[2] << " {\nstd::span<const EmbeddedFile> " << arguments[3] << "();\n"
      << "std::span<const EmbeddedFile> " << arguments[3]
      << "() {\n  using namespace std::string_view_literals;\n  static constexpr "
         "std::array<EmbeddedFile, "
      << count - 5 << "> files{{\n";
  for (int i = 5; i < count; ++i) {
    const std::string path = arguments[i];
    std::ifstream in(path, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    if (!in) {
      std::cerr << "cannot read " << path << "\n";
      return 1;
    }
    const std::string content = scramble ? trousse::unscrambled(bytes.str()) : bytes.str();
    out << "    {\"" << path.substr(path.find_last_of('/') + 1) << "\"sv,\n    \""
        << escaped(content) << "\"sv},\n";
  }
  out << "  }};\n  return files;\n}\n}\n";
  return out ? 0 : 1;
}

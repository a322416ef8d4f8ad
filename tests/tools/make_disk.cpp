// SPDX-License-Identifier: Apache-2.0
// Makes disks to test and to show Trousse with: make_disk demo OUT.img, make_disk bench OUT.img.
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/tools/disks_made.hpp"

int main(int count, char** arguments) {
  CLI::App app("Makes disks to test Trousse with, without root and without mounting");
  app.require_subcommand(1);
  std::string image;
  std::string expected;
  trousse::tools::BenchSize size;

  CLI::App* demo = app.add_subcommand("demo", "A doctor's Windows disk after a ransomware");
  demo->add_option("IMAGE", image, "New file")->required();
  demo->add_option("--expected", expected, "New file: what a reader should find, a line a stream");
  CLI::App* bench = app.add_subcommand("bench", "A plain NTFS volume of many files");
  bench->add_option("IMAGE", image, "New file")->required();
  bench->add_option("--files", size.files, "How many")->capture_default_str();
  bench->add_option("--bytes", size.bytes, "In all, 4G")->transform(CLI::AsSizeValue(false));
  CLI11_PARSE(app, count, arguments);

  const auto made = demo->parsed() ? trousse::tools::make_demonstration_disk(image, expected)
                                   : trousse::tools::make_bench_volume(image, size);
  if (!made) {
    std::cerr << "make_disk: " << made.error().what << "\n";
    return 1;
  }
  return 0;
}

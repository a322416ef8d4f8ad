// SPDX-License-Identifier: Apache-2.0
// Lists every entry of every volume of an image, as `fls -r -p` does: what a walk costs alone.
#include <cstdio>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/source.hpp"
#include "disks/volume.hpp"

int main(int count, char** arguments) {
  using namespace trousse;
  if (count != 2) return 2;
  const auto source = disks::open_source(arguments[1]);
  if (!source) return 3;
  const auto volumes = disks::find_volumes(**source);
  if (!volumes) return 3;
  for (const auto& info : *volumes) {
    const auto volume = disks::open_volume(**source, info);
    if (!volume) continue;
    const auto walked = (*volume)->for_each_file([](const File& file) {
      fmt::print("{} {} {}\n", file.deleted ? '*' : ' ', file.entry, printable(file.path.text()));
      return disks::Next::go_on;
    });
    if (!walked) return 3;
  }
  return 0;
}

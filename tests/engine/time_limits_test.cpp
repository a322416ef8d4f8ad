// SPDX-License-Identifier: Apache-2.0
#include "playbooks/time_limits.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;

TEST_CASE("the time limits are 72 hours but where the key says otherwise") {
  const tests::TemporaryFolder kit;
  CHECK(read_time_limits(kit.path()).cnil == 72);
  tests::write_file(kit.path() / "delais.txt", "\xEF\xBB\xBF# depuis 2027\r\nCNIL : 96\r\n\r\n");
  const TimeLimits changed = read_time_limits(kit.path());
  CHECK(changed.cnil == 96);
  CHECK(changed.complaint == 72);
  CHECK(changed.trouble.empty());
}

TEST_CASE("a line that is no time limit is said by its number, and changes nothing") {
  const tests::TemporaryFolder kit;
  for (const char* line : {"cnil = beaucoup", "cnil = 0", "cnil = 99999", "cnil 96", "ordre = 3",
                           "cnil = 96 heures"}) {
    INFO(line);
    tests::write_file(kit.path() / "delais.txt", "plainte = 48\n" + std::string(line) + "\n");
    const TimeLimits limits = read_time_limits(kit.path());
    CHECK(limits.complaint == 48);
    CHECK(limits.cnil == 72);
    CHECK(limits.trouble == "delais.txt, 2");
  }
}

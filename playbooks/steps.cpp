// SPDX-License-Identifier: Apache-2.0
#include "playbooks/steps.hpp"

#include "playbooks/image_report.hpp"
#include "playbooks/step_work.hpp"

namespace trousse::playbooks {

Result<bool> is_of(const evidence::Case& opened, const Examined& examined,
                   std::optional<unsigned> volume) {
  const auto volumes = TRY(readable_volumes(examined, volume));
  return opened.is_about(step_of("collect", examined, volumes, "", "", {}));
}

Result<void> report(evidence::Case& into, const Tally& tally) {
  words::ReportFacts facts = tally.facts();
  facts.case_id = into.id();
  facts.images = images_of(into);
  // Gone on with as it was begun: an archive has one report.
  return put_report(into, facts, "report");
}

}  // namespace trousse::playbooks

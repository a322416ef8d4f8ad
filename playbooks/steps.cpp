// SPDX-License-Identifier: Apache-2.0
#include "playbooks/steps.hpp"

#include "playbooks/image_report.hpp"
#include "playbooks/step_work.hpp"
#include "playbooks/versions.hpp"

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
  evidence::Step begun;
  begun.name = "report";
  begun.versions = versions();
  // Gone on with as it was begun: an archive has one report.
  begun.plan = "report";
  if (into.ended(begun)) return {};
  auto intake = TRY(into.begin(begun));
  TRY(intake->add("report.html", words::report_html(facts, words::Language::french)));
  TRY(intake->add("report.en.html", words::report_html(facts, words::Language::english)));
  return intake->finish(evidence::Intake::How::done);
}

}  // namespace trousse::playbooks

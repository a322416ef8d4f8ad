// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.hpp"
#include "evidence/case_body.hpp"
#include "evidence/intake.hpp"

namespace trousse::evidence {

/// Begins a step of a case; see Case::begin.
Result<std::unique_ptr<Intake>> begin_step(const std::shared_ptr<CaseBody>& body, const Step& step);

}  // namespace trousse::evidence

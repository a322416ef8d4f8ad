// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace trousse::words {

enum class Language { french, english };

}  // namespace trousse::words

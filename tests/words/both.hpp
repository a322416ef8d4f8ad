// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "words/messages.hpp"

/// The languages that everything is said in.
inline constexpr trousse::words::Language both[] = {trousse::words::Language::french,
                                                    trousse::words::Language::english};

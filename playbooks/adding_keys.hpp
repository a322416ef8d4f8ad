// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "playbooks/who_opens.hpp"

/// For the files of this room that fill a `WhoOpens`. `file` is printable, "" when it was typed.
namespace trousse::playbooks {

void add_note(WhoOpens& who, const char* row, std::string detail);
void add_age(WhoOpens& who, const evidence::age::Recipient& recipient, const std::string& file);
/// One that can receive; out of its dates is a note.
void add_certificate(WhoOpens& who, const evidence::Certificate& certificate,
                     const std::string& file, const Utc& now);
/// Its troubles become notes; a card that says nothing is not taken.
void take_card(WhoOpens& who, formats::ReadCard read, const std::string& file);

}  // namespace trousse::playbooks

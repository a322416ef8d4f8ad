// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "formats/note_name.hpp"
#include "formats/note_text.hpp"
#include "formats/ransomware.hpp"

namespace trousse::formats {
namespace {

constexpr std::uint64_t max_note_size = 512 * 1024;
constexpr std::size_t max_text = 64 * 1024;
// A name pattern with this many letters of its own is not met by chance.
constexpr std::size_t telling_letters = 15;
constexpr int is_a_note = 50;

/// What a sign is about. A note says that something was done AND how to reach who did it.
enum class Role { deed, channel, other };

struct Sign {
  std::string_view name;
  int weight;
  Role role;
  /// Phrases of note_text, separated by '|'. "a~b" means b within 90 letters after a.
  std::string_view phrases;
};

constexpr std::array signs{
    Sign{"encrypted", 25, Role::deed,
         "your~encrypted|files~are encrypted|files~been encrypted|files~were encrypted|"
         "is encrypted by|encrypted your|we have encrypted|we encrypted|your~locked by|"
         "undergone encryption|been encrypted by|we~hacked~encrypted|computer is encrypted|"
         "crypted your|files have been crypted"},
    Sign{"chiffre", 25, Role::deed,
         "vos fichiers~chiffre|vos fichiers~crypte|vos donnees~chiffre|vos donnees~crypte|"
         "vos documents~chiffre|vos documents~crypte|avons chiffre|avons crypte|"
         "votre reseau~chiffre|votre reseau~crypte|votre serveur~crypte|fichiers~ont ete cryptes"},
    Sign{"stolen", 20, Role::deed,
         "your~stolen|your~exfiltrated|your~leaked|your~compromised|your~hacked|your~breached|"
         "your~penetrated|have downloaded|we downloaded|were downloaded|was downloaded|"
         "we have stolen|we stole|we have obtained|we took|taken a great amount|have dumped|"
         "your~was stolen|leak your|publish your|your~published|your~publicly|gained access|"
         "we own it now|your~leak site|vos donnees~vole|vos donnees~publie|avons vole|"
         "avons telecharge|files were stolen|data~stolen|you~were hacked|you~hacked|"
         "you~been hacked|have all your"},
    Sign{"decryptor", 15, Role::other,
         "decryptor|decrypter|decryption tool|decryption key|decrypt tool|decoder|private key|"
         "decryption software|universal decrypt|decrypt your|decrypt all|decrypt one|decrypt 1|"
         "decrypt any|decrypt two|decrypt 2|decrypt 3|to decrypt|free decrypt|test decrypt|"
         "decryption for free|cle privee|logiciel de dechiffrement|dechiffrer vos|"
         "decrypter vos|outil de decryptage|cle de dechiffrement"},
    Sign{"restore", 10, Role::other,
         "restore your|recover your|return your|get your files|get your data|get back your|"
         "back your files|recover all|restore all|recover them|restore them|restore files|"
         "recover files|recovery compan|recover is|recuperer vos|restaurer vos"},
    Sign{"payment", 10, Role::other,
         "ransom|pay us|to pay|payment|the price|if you pay|you pay|rancon|payer|paiement"},
    Sign{"coin", 15, Role::channel, "bitcoin|monero| btc | btc,| btc.| xmr |bitcoins"},
    Sign{"onion", 10, Role::channel, ".onion"},
    Sign{"tor", 15, Role::channel,
         "tor browser|tor-browser|torbrowser|torproject.org|t.o.r. browser|navigateur tor|"
         "via tor|tor network|onion browser"},
    Sign{"warning", 15, Role::other,
         "do not~rename|don't~rename|dont~rename|not to~rename|do not~modify|don't~modify|"
         "do not~third|don't~third|using third|third-party|third party~decrypt|do not~shut|"
         "do not~police|not go to the police|law enforcement|do not~edit|do not~change encrypted|"
         "don't~change|do not~delete|do not try|don't try|dont try|do not attempt|"
         "recovery compan|ne renommez pas|ne modifiez pas|ne pas renommer|ne pas modifier|"
         "ne tentez pas|n'essayez pas|n'appelez pas|logiciels tiers|hire a|abstain from|"
         "no software|permanent data loss|avoid~involving"},
    Sign{"publish", 10, Role::other,
         "will be published|publish|leak|put up for sale|sold to|blog|disclos|seront publie"},
    Sign{"identifier", 10, Role::other,
         "personal id|your id|personal key|decryption id|company id|personal link|unique id|"
         "your key:|your login|password:|client id|chat id|user id|access code|your code|"
         "identification key|machine id|the id:|id for|login:|extension of encrypted|"
         "votre identifiant|votre id|extension:"},
    Sign{"mail", 15, Role::channel,
         "@proton|@tuta|@onionmail|@cock.li|@airmail.cc|@keemail|@mailfence|@cyberfear|@skiff|"
         "@msgsafe|@firemail|@aol.com|@keybase|@tfwno|@420blaze|@ctemplar|@dnmx|@india.com|"
         "@gmx|@mail2tor|@disroot|@zohomail|@mail.ee|@techmail|@bitmessage|@yandex|@aliyun"},
    Sign{"chat", 15, Role::channel,
         "tox id|toxid|qtox|tox chat|utox|tox:|jabber|session id|session messenger|getsession|"
         "wickr|t.me/|telegram|live chat|in the chat|our chat|start a chat"},
    Sign{"negotiate", 10, Role::other,
         "negotiat|contact us|write to us|write us|contact with us|48 hours|72 hours|24 hours|"
         "3 days|three days|a deal|just a business|just business|guarantee|contactez-nous|"
         "72 heures|48 heures|follow the instructions|follow our instructions|the following link"},
};

// What manuals, licences and change logs say and notes do not.
constexpr std::string_view program_words =
    "copyright (c)|copyright 19|copyright 20|permission is hereby|general public license|"
    "apache license|#include|changelog|* fix|man page|rfc |bug report|pull request|github.com|"
    "privacy policy|terms of service|function(|javascript";

/// The rest of `list` after its first item, which goes to `item`.
bool next_item(std::string_view& list, std::string_view& item, char separator) {
  if (list.empty()) return false;
  const auto end = list.find(separator);
  item = list.substr(0, end);
  list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  return true;
}

/// The pieces of "a~b~c" one after the other, each within reach of the one before.
bool says(std::string_view text, std::string_view phrase) {
  constexpr std::size_t reach = 90;
  constexpr int most_tries = 200;
  const auto tilde = phrase.find('~');
  const std::string_view first = phrase.substr(0, tilde);
  auto found = text.find(first);
  if (tilde == std::string_view::npos) return found != std::string_view::npos;
  for (int tries = 0; found != std::string_view::npos && tries < most_tries; ++tries) {
    std::string_view rest = phrase.substr(tilde + 1);
    std::string_view piece;
    auto at = found + first.size();
    bool all = true;
    while (all && next_item(rest, piece, '~')) {
      const auto near = text.substr(at, reach).find(piece);
      all = near != std::string_view::npos;
      if (all) at += near + piece.size();
    }
    if (all) return true;
    found = text.find(first, found + 1);
  }
  return false;
}

int count_said(std::string_view text, std::string_view phrases) {
  int count = 0;
  std::string_view phrase;
  while (next_item(phrases, phrase, '|')) {
    if (says(text, phrase)) ++count;
  }
  return count;
}

/// A version 3 onion address: 56 letters of base32 (rend-spec-v3, 6), or 16 of the old kind.
bool has_onion_address(std::string_view text) {
  auto at = text.find(".onion");
  for (int tries = 0; at != std::string_view::npos && tries < 100; ++tries) {
    std::size_t letters = 0;
    while (letters < at && letters < 56) {
      const char letter = text[at - letters - 1];
      if ((letter < 'a' || letter > 'z') && (letter < '2' || letter > '7')) break;
      ++letters;
    }
    if (letters == 56 || letters == 16) return true;
    at = text.find(".onion", at + 1);
  }
  return false;
}

/// The family that the text names, for names that are no everyday words.
std::string family_in(std::string_view text) {
  constexpr std::array everyday{"Royal",  "Quantum", "Matrix", "Chaos",  "Sugar",   "Medusa",
                                "Cactus", "Hive",    "Play",   "Maze",   "Donut",   "Trinity",
                                "Cloak",  "Kraken",  "Karma",  "Monti",  "Warlock", "Jigsaw",
                                "Mimic",  "Nevada",  "Snatch", "Abyss",  "Rook",    "Lynx",
                                "Fog",    "INC",     "Cuba",   "Dharma", "Phobos",  "Underground"};
  for (const RansomwareFamily& family : ransomware_families()) {
    if (family.name.size() < 5) continue;
    if (std::find(everyday.begin(), everyday.end(), family.name) != everyday.end()) continue;
    if (text.find(folded(family.name)) != std::string_view::npos) return std::string(family.name);
  }
  return "";
}

constexpr std::string_view note_words =
    "readme|read_me|read me|read-me|r3adm3|decrypt|restore|recover|how_to|how to|howto|how-to|"
    "instruction|ransom|unlock|encrypt|contact us|warning|attention|note|!!!|help|lisez|lire|"
    "dechiffr|rancon|recup|important|open_me|happened|your_files|your files|return|locked|hacked|"
    "payment|leak|"
    "d\xC3\xA9"
    "chiffr|ran\xC3\xA7on|r\xC3\xA9"
    "cup|crypt";

bool is_note_word(std::string_view folded_name) {
  std::string_view words = note_words;
  std::string_view word;
  while (next_item(words, word, '|')) {
    if (folded_name.find(word) != std::string_view::npos) return true;
  }
  return false;
}

/// Nearly every text of a disk leaves here: the full judgement costs milliseconds.
bool is_worth_judging(const std::string& text) {
  constexpr std::array needed{"crypt", "chiffre", ".onion", "hacked", "stole", "leak", "vole"};
  return std::any_of(needed.begin(), needed.end(),
                     [&](const char* word) { return text.find(word) != std::string::npos; });
}

void judge_text(const std::string& text, NoteVerdict& verdict) {
  bool deed = false;
  bool channel = false;
  for (const Sign& sign : signs) {
    if (count_said(text, sign.phrases) == 0) continue;
    verdict.score += sign.weight;
    verdict.signs.push_back("text:" + std::string(sign.name));
    deed = deed || sign.role == Role::deed;
    channel = channel || sign.role == Role::channel;
  }
  const bool address = has_onion_address(text);
  if (address) {
    verdict.score += 20;
    verdict.signs.emplace_back("text:onion_address");
  }
  verdict.score -= 12 * count_said(text, program_words);
  if (text.size() > 24 * 1024) verdict.score -= 20;
  // Whoever only writes about encryption names no way to reach a blackmailer, and the reverse.
  if (!deed && !(address && verdict.score >= 60)) verdict.score = std::min(verdict.score, 40);
  if (!channel) verdict.score = std::min(verdict.score, 45);
}

}  // namespace

bool may_be_note(std::string_view name, std::uint64_t size) {
  if (size == 0 || size > max_note_size) return false;
  const std::string folded_name = folded(name);
  const auto dot = folded_name.find_last_of('.');
  const std::string_view extension =
      dot == std::string::npos ? std::string_view() : std::string_view(folded_name).substr(dot + 1);
  constexpr std::array text_extensions{"txt", "html", "htm", "hta", "rtf", "log", "md", ""};
  const bool text = std::find(text_extensions.begin(), text_extensions.end(), extension) !=
                        text_extensions.end() ||
                    extension.starts_with("readme");
  return !note_name(name).family.empty() || (text && is_note_word(folded_name));
}

NoteVerdict judge_note(std::string_view name, std::span<const std::byte> bytes) {
  NoteVerdict verdict;
  const NoteName known = note_name(name);
  const bool telling = known.letters >= telling_letters;
  const std::string text = note_text(bytes.first(std::min(bytes.size(), max_text)));
  if (is_worth_judging(text)) judge_text(text, verdict);
  if (!known.family.empty()) {
    // Text that was not read leaves the name as the only witness.
    verdict.score += !telling ? 10 : bytes.empty() ? is_a_note : 25;
    verdict.signs.push_back("name:" + std::string(known.pattern));
  } else if (verdict.score >= 25 && is_note_word(folded(name))) {
    verdict.score += 5;
  }
  verdict.score = std::clamp(verdict.score, 0, 100);
  if (verdict.score >= is_a_note) {
    verdict.family = family_in(text);
    if (verdict.family.empty() && telling) verdict.family = known.family;
  }
  return verdict;
}

}  // namespace trousse::formats

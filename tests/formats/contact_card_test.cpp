// SPDX-License-Identifier: Apache-2.0
#include "formats/contact_card.hpp"

#include "core/text.hpp"
#include "tests/support/catch.hpp"

namespace trousse::formats {
namespace {

using Kind = CardTrouble::Kind;

ReadCard read(std::string_view text) { return read_contact_card(std::as_bytes(std::span(text))); }

const std::string french =
    "# Fiche de contact\n"
    "Cabinet : Dr Petit, 12 rue des Lilas\n"
    "Prestataire\u00a0: Durand Informatique\n"
    "T\u00e9l\u00e9phone : 04 00 00 00 00\n"
    "  Horaires : 8 h - 19 h\n"
    "E-mail du prestataire : aide@durand.example\n"
    "\n"
    "== Assurance ==\n"
    "Assureur : Mutuelle des soignants\n"
    "T\u00e9l. de l'assureur : 01 00 00 00 00\n"
    "N\u00b0 de contrat : 123 456 A\n"
    "Conseil de l'Ordre : 04 11 11 11 11\n"
    "Op\u00e9rateur MSSant\u00e9 : Mailiz\n"
    "Note : appeler d'abord le prestataire,\n"
    "   m\u00eame la nuit\n";

std::string utf16le(std::string_view text) {
  std::string out = "\xFF\xFE";
  for (const char16_t unit : utf16_from_utf8(text)) {
    out += static_cast<char>(unit & 0xFF);
    out += static_cast<char>(unit >> 8);
  }
  return out;
}

void expect_french_card(const ReadCard& read) {
  const ContactCard& card = read.card;
  CHECK(card.practice.name == "Dr Petit, 12 rue des Lilas");
  CHECK(card.provider.name == "Durand Informatique");
  CHECK(card.provider.phone == "04 00 00 00 00");
  CHECK(card.provider.hours == "8 h - 19 h");
  CHECK(card.provider.email == "aide@durand.example");
  CHECK(card.insurer.name == "Mutuelle des soignants");
  CHECK(card.insurer.phone == "01 00 00 00 00");
  CHECK(card.insurer.contract == "123 456 A");
  CHECK(card.order.name == "04 11 11 11 11");
  CHECK(card.mssante.name == "Mailiz");
  CHECK(card.notes == "appeler d'abord le prestataire, m\u00eame la nuit");
}

}  // namespace

TEST_CASE("a French card is read, each telephone with who was named before it") {
  const ReadCard read_card = read(french);
  expect_french_card(read_card);
  REQUIRE(read_card.troubles.size() == 1);  // the heading between two rows of signs
  CHECK(read_card.troubles[0].kind == Kind::no_colon);
  CHECK(read_card.troubles[0].line == 8);
}

TEST_CASE(
    "the same card is read as Notepad saves it: UTF-16, UTF-8 with mark, CRLF, Windows-1252") {
  std::string crlf;
  for (const char letter : french) crlf += letter == '\n' ? "\r\n" : std::string(1, letter);
  expect_french_card(read("\xEF\xBB\xBF" + crlf));
  expect_french_card(read(utf16le(crlf)));
  std::string latin;
  for (const char16_t unit : utf16_from_utf8(crlf)) latin += static_cast<char>(unit);
  expect_french_card(read(latin));
  CHECK(read(latin).text == french);
}

TEST_CASE("an English card is read") {
  const ContactCard card =
      read(
          "Provider: Durand IT\nProvider phone: 04\nProvider hours: 8-19\nProvider e-mail: a@b\n"
          "Insurer: Mutual\nContract number: 7\nInsurer phone: 01\nPractice: Dr Petit\n"
          "MSSante operator: Mailiz\nNotes: ring first\n")
          .card;
  CHECK(card.provider.name == "Durand IT");
  CHECK(card.provider.phone == "04");
  CHECK(card.provider.hours == "8-19");
  CHECK(card.provider.email == "a@b");
  CHECK(card.insurer.name == "Mutual");
  CHECK(card.insurer.contract == "7");
  CHECK(card.insurer.phone == "01");
  CHECK(card.practice.name == "Dr Petit");
  CHECK(card.notes == "ring first");
}

TEST_CASE("a line that is not understood is said with its number, and the others are kept") {
  const ReadCard card = read(
      "Phone: 1\n"
      "Prestataire : Durand\n"
      "Couleur : bleu\n"
      "Assureur :\n"
      "Prestataire : Dupont\n"
      "bonjour\n"
      "Assureur et prestataire : les deux\n");
  CHECK(card.card.provider.name == "Durand");
  std::vector<std::pair<Kind, std::size_t>> found;
  for (const auto& trouble : card.troubles) found.emplace_back(trouble.kind, trouble.line);
  CHECK(found == std::vector<std::pair<Kind, std::size_t>>{{Kind::no_party, 1},
                                                           {Kind::unknown_label, 3},
                                                           {Kind::empty_value, 4},
                                                           {Kind::repeated, 5},
                                                           {Kind::no_colon, 6},
                                                           {Kind::unknown_label, 7}});
  CHECK(card.troubles[1].text == "Couleur : bleu");
}

TEST_CASE("a card that is empty, binary or too large is said as a whole") {
  for (const std::string& text : {std::string(), std::string("\n \n# x\n"), std::string("---\n")}) {
    const ReadCard card = read(text);
    REQUIRE(card.troubles.size() == 1);
    CHECK(card.troubles[0].kind == Kind::empty_card);
  }
  for (const std::string& text : {std::string("\x7f\x45LF\0\0\1\2", 8), std::string(70'000, 'a')}) {
    const ReadCard card = read(text);
    REQUIRE(card.troubles.size() == 1);
    CHECK(card.troubles[0].kind == Kind::not_text);
    CHECK(card.card.empty());
  }
  CHECK(read(std::string(3'000, '\n') + "Note: x").troubles.front().kind == Kind::too_many);
}

TEST_CASE("nothing of a card speaks to the terminal") {
  const ReadCard card = read("Prestataire : a\u202eb\u200b\nX\u202e : y\n");
  CHECK(card.card.provider.name == "a\\u202eb\\u200b");
  CHECK(card.troubles.at(0).text.find("\u202e") == std::string::npos);
}

}  // namespace trousse::formats

// SPDX-License-Identifier: Apache-2.0
#include "papers/page.hpp"

#include "tests/papers/reading.hpp"
#include "tests/papers/sample.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::papers;
using namespace trousse::tests;

namespace {

Form form() {
  Form out;
  out.title = "A paper";
  out.foot = "Facts noted on 23/11/2026";
  out.language = words::Language::english;
  out.made = Utc{1'795'500'000, 0};
  return out;
}

ReadPdf drawn(const std::function<void(Page&)>& content) {
  const auto pdf = draw(form(), content);
  REQUIRE(pdf);
  const ReadPdf read = read_pdf(pdf->bytes);
  CHECK(read.pages == pdf->pages);
  return read;
}

void expect_inside(const ReadPdf& read) {
  for (const auto& word : outside(read, 5)) {
    INFO("page " << word.page << " at " << word.left << " " << word.top << ": " << word.text);
    CHECK(false);
  }
}

}  // namespace

TEST_CASE("A page is A4, and says its number, its title and the date of its facts") {
  const ReadPdf read = drawn([](Page& page) { page.paragraph("One line."); });
  CHECK(read.pages == 1);
  CHECK(read.width == Approx(595.28).margin(0.1));
  CHECK(read.height == Approx(841.89).margin(0.1));
  CHECK(says(read, "A paper"));
  CHECK(says(read, "One line."));
  CHECK(says(read, "Facts noted on 23/11/2026"));
  CHECK(says(read, "page 1 / 1"));
}

TEST_CASE("Text goes on over pages, nothing is lost and nothing leaves the page") {
  std::string endless;
  for (int i = 0; i < 3000; ++i) endless += "w" + std::to_string(i) + " ";
  const ReadPdf read = drawn([&](Page& page) {
    page.paragraph(endless.substr(0, 8000));
    for (int i = 0; i < 60; ++i) page.check("box " + std::to_string(i));
    for (int i = 0; i < 30; ++i) page.field("Blank " + std::to_string(i), "", 2);
  });
  CHECK(read.pages > 3);
  expect_inside(read);
  for (const char* text : {"w0 ", "w700 ", "box 0", "box 59", "Blank 29"}) CHECK(says(read, text));
  CHECK(says(read, "page 2 / " + std::to_string(read.pages)));
}

TEST_CASE("A row of a table that is longer than a page goes on on the next one") {
  std::string long_cell;
  for (int i = 0; i < 800; ++i) long_cell += "c" + std::to_string(i) + " ";
  Table table;
  table.shares = {0.2, 0.8};
  table.header = {"Left", "Right"};
  table.rows = {{"first", "short"}, {long_cell, "beside"}, {"last", "end"}};
  const ReadPdf read = drawn([&](Page& page) { page.table(table); });
  CHECK(read.pages > 2);
  expect_inside(read);
  for (const char* text : {"first", "beside", "last"}) CHECK(says(read, text));
  CHECK(says(read, "c0"));
  CHECK(says(read, "c799"));
}

TEST_CASE("A header is repeated on each page of a table") {
  Table table;
  table.shares = {1};
  table.header = {"Heading"};
  for (int i = 0; i < 120; ++i) table.rows.push_back({"row " + std::to_string(i)});
  const ReadPdf read = drawn([&](Page& page) { page.table(table); });
  unsigned headings = 0;
  for (const auto& word : read.words) headings += word.text == "Heading" ? 1U : 0U;
  CHECK(headings == read.pages);
}

TEST_CASE("Hostile strings are shown, harmless, in every kind of block") {
  for (const std::string& hostile : hostile_strings()) {
    INFO(hostile.substr(0, 40));
    const ReadPdf read = drawn([&](Page& page) {
      page.title(hostile);
      page.heading(hostile);
      page.paragraph(hostile);
      page.bullet(hostile);
      page.check(hostile);
      page.step({hostile, hostile, {hostile}, {hostile}});
      page.field(hostile, hostile);
      page.field(hostile, "");
      page.choices(hostile, {hostile, "plain"}, 0);
      page.framed({hostile, hostile});
      page.table({{0.1, 0.9}, {hostile, hostile}, {{hostile, "x"}, {"y", hostile}}, 0, 0, false});
      page.paragraph("The end.");
    });
    expect_inside(read);
    CHECK(says(read, "The end."));
    CHECK(read.text.find('\x1b') == std::string::npos);
    CHECK(read.text.find("\xE2\x80\xAE") == std::string::npos);
  }
}

TEST_CASE("Markup of a name is text") {
  const ReadPdf read =
      drawn([](Page& page) { page.paragraph("<span size='1'>&amp; <b>bold</b></span>"); });
  CHECK(says(read, "<span size='1'>&amp; <b>bold</b></span>"));
}

TEST_CASE("The same content is the same file, and no clock is in it") {
  const auto content = [](Page& page) { page.paragraph("Always alike."); };
  const auto first = draw(form(), content), second = draw(form(), content);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->bytes == second->bytes);
  CHECK(first->bytes.find("CreationDate") != std::string::npos);
  CHECK(first->bytes.find("20261124") != std::string::npos);
}

TEST_CASE("Columns that hold more than a page are refused, not cut") {
  const auto pdf = draw(form(), [](Page& page) {
    page.columns({0.5, 0.5}, {[&] {
                                for (int i = 0; i < 80; ++i) page.paragraph("too long");
                              },
                              [] {}});
  });
  REQUIRE_FALSE(pdf);
  CHECK(pdf.error().code == Errc::refused);
}

TEST_CASE("A QR code holds a web address and nothing else") {
  const auto code = qr_code("https://trousse.example/fiche");
  REQUIRE(code);
  CHECK(code->side == 29);  // version 3 holds 42 bytes at level M, version 2 holds 26
  for (const char* wrong :
       {"", "trousse.example", "javascript:alert(1)", "https://a b", "file:///x"}) {
    INFO(wrong);
    CHECK_FALSE(qr_code(wrong));
  }
  CHECK_FALSE(qr_code("https://" + std::string(600, 'a')));
}

// SPDX-License-Identifier: Apache-2.0
#include "words/html.hpp"

#include "tests/support/catch.hpp"

using namespace trousse::words;

TEST_CASE("The five characters of markup are escaped") {
  CHECK(plain("<a href=\"x\" o='y'>&").markup() ==
        "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;");
}

TEST_CASE("Evidence is printable, escaped, isolated and cut") {
  CHECK(evidence("<script>").markup() == "<bdi>&lt;script&gt;</bdi>");
  CHECK(evidence("\xE2\x80\xAE"
                 "exe.txt")
            .markup() == "<bdi>\\u202eexe.txt</bdi>");
  CHECK(evidence(std::string("a\0b", 3)).markup() == "<bdi>a\\x00b</bdi>");
  CHECK(evidence(std::string(70000, '<'), 10).markup().size() < 80);
}

TEST_CASE("Values in a row are evidence, and French signs hold to their word") {
  CHECK(say(Language::french, Id::progress_now, {"<b> : {}"}).markup() ==
        "En ce moment\xC2\xA0: <bdi>&lt;b&gt; : {}</bdi>");
  CHECK(say(Language::english, Id::progress_now, {"'"}).markup() == "Right now: <bdi>&#39;</bdi>");
}

TEST_CASE("An empty table or list leaves nothing on the page") {
  CHECK(table({plain("a")}, {}, "c").empty());
  CHECK(list("ul", {}).empty());
  CHECK(pairs({}).empty());
}

TEST_CASE("What is printed on each sheet cannot leave its place in the style sheet") {
  const std::string whole =
      page(Language::english, "</title>", "\"; } </style><script>", plain(""));
  CHECK(whole.find("<script>") == std::string::npos);
  CHECK(whole.find("content: \"_; _ _/style__script_\"") != std::string::npos);
  CHECK(whole.find("<title>&lt;/title&gt;</title>") != std::string::npos);
}

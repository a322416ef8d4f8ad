// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <poll.h>
#include <unistd.h>

#include "core/text.hpp"
#include "tui/face.hpp"
#include "tui/steps.hpp"
#include "tui/width.hpp"

namespace trousse::tui {
namespace {

char32_t code_point(const std::string& glyph) {
  const auto wide = utf16_from_utf8(glyph);
  if (wide.size() == 2) {
    return 0x10000 + ((static_cast<char32_t>(wide[0]) - 0xD800) << 10) + (wide[1] - 0xDC00);
  }
  return wide.empty() ? U' ' : static_cast<char32_t>(wide[0]);
}

class Plain final : public Face {
 public:
  void show(const State& state) override {
    // What moves by itself (a clock, a bar) would be read aloud without end: a screen is printed
    // when it becomes another one, or when a line was typed.
    const bool another = name_of(state.screen) != shown_ || answered_;
    const std::string text = plain_text(page(state));
    if (!another || text == printed_) return;
    shown_ = name_of(state.screen);
    printed_ = text;
    answered_ = false;
    std::fputs(("\n" + text + "> ").c_str(), stdout);
    std::fflush(stdout);
  }

  std::vector<Input> read(int milliseconds) override {
    pollfd waits{STDIN_FILENO, POLLIN, 0};
    if (at_end_ || ::poll(&waits, 1, milliseconds) <= 0) return ended();
    char bytes[512];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) {
      at_end_ = true;
      return ended();
    }
    typed_.append(bytes, static_cast<std::size_t>(count));
    std::vector<Input> all;
    for (auto end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
      add_line(all, valid_utf8(typed_.substr(0, end)));
      typed_.erase(0, end + 1);
    }
    if (typed_.size() > 4096) typed_.clear();  // no line is that long
    return all;
  }

 private:
  // Who closed the input wishes to leave; twice, for the question that it asks.
  std::vector<Input> ended() {
    if (!at_end_) return {};
    return {Key{Key::Name::interrupt, 0}, Key{Key::Name::down, 0}, Key{Key::Name::enter, 0}};
  }

  void add_line(std::vector<Input>& all, const std::string& line) {
    answered_ = true;
    if (line == "<") return all.push_back(Key{Key::Name::escape, 0});
    if (line == "*") return all.push_back(Key{Key::Name::language, 0});
    if (line == "?") return all.push_back(Key{Key::Name::help, 0});
    for (const Glyph& glyph : glyphs(line)) {
      all.push_back(Key{Key::Name::character, code_point(glyph.text)});
    }
    all.push_back(Key{Key::Name::enter, 0});
  }

  std::string_view shown_;
  std::string printed_;
  std::string typed_;
  bool answered_ = false;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Face> plain_face() { return std::make_unique<Plain>(); }

}  // namespace trousse::tui

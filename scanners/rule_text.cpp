// SPDX-License-Identifier: Apache-2.0
#include "scanners/rule_text.hpp"

#include <algorithm>
#include <optional>

namespace trousse::scanners {
namespace {

bool is_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_';
}

/// Walks over the text and knows what a character is part of.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  struct Token {
    enum class Kind { word, text, regex, symbol };
    Kind kind;
    std::size_t begin;
    std::size_t end;
  };

  std::optional<Token> next() {
    if (!skip_space()) return std::nullopt;
    const std::size_t begin = at_;
    const char letter = text_[at_];
    Token token{Token::Kind::symbol, begin, begin};
    if (is_word(letter)) {
      while (at_ < text_.size() && is_word(text_[at_])) ++at_;
      token.kind = Token::Kind::word;
    } else if (letter == '"') {
      pass_quoted('"');
      token.kind = Token::Kind::text;
    } else if (letter == '/' && regex_may_stand_) {
      pass_quoted('/');
      token.kind = Token::Kind::regex;
    } else {
      ++at_;
    }
    token.end = at_;
    remember(token);
    return token;
  }

  std::string_view word(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

 private:
  /// Moves to the next character that is neither space nor comment.
  bool skip_space() {
    while (at_ < text_.size()) {
      const auto rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const auto close = text_.find("*/", at_ + 2);
        at_ = close == std::string_view::npos ? text_.size() : close + 2;
      } else if (static_cast<unsigned char>(rest[0]) <= ' ') {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  /// A string or a regular expression: ends at `quote`, at the line's end when it is not closed. A
  /// slash inside a character class must be escaped too, in YARA's grammar.
  void pass_quoted(char quote) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2U : 1U;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  /// A slash is a division after a value, the start of a regular expression elsewhere.
  void remember(const Token& token) {
    regex_may_stand_ = false;
    if (token.kind == Token::Kind::symbol) {
      const char letter = text_[token.begin];
      regex_may_stand_ = letter == '=' || letter == '(' || letter == ',';
    } else if (token.kind == Token::Kind::word) {
      regex_may_stand_ = word(token) == "matches";
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool regex_may_stand_ = false;
};

using Token = Walker::Token;

/// From the word `rule` to the brace that closes it. Gives the rule's name.
std::string pass_rule(Walker& walker, std::size_t& end) {
  std::string name;
  int depth = 0;
  while (const auto token = walker.next()) {
    end = token->end;
    if (name.empty() && token->kind == Token::Kind::word) name = walker.word(*token);
    if (token->kind != Token::Kind::symbol) continue;
    if (walker.word(*token) == "{") ++depth;
    if (walker.word(*token) == "}" && --depth <= 0) break;
  }
  return name;
}

void number_lines(std::string_view text, std::vector<RuleStatement>& statements) {
  int line = 1;
  std::size_t at = 0;
  const auto line_of = [&](std::size_t offset) {
    line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                        text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    at = offset;
    return line;
  };
  for (RuleStatement& statement : statements) {
    statement.first_line = line_of(statement.begin);
    statement.last_line = line_of(statement.end);
  }
}

}  // namespace

std::vector<RuleStatement> split_rules(std::string_view text) {
  std::vector<RuleStatement> statements;
  Walker walker(text);
  std::size_t begin = std::string_view::npos;  // of the modifiers before `rule`
  while (const auto token = walker.next()) {
    const std::string_view word = walker.word(*token);
    if (token->kind == Token::Kind::word && (word == "private" || word == "global")) {
      begin = std::min(begin, token->begin);
      continue;
    }
    RuleStatement statement;
    statement.begin = std::min(begin, token->begin);
    statement.end = token->end;
    begin = std::string_view::npos;
    if (token->kind != Token::Kind::word) continue;
    if (word == "rule") {
      statement.name = pass_rule(walker, statement.end);
    } else if (word == "import" || word == "include") {
      statement.kind =
          word == "import" ? RuleStatement::Kind::import : RuleStatement::Kind::include;
      const auto what = walker.next();
      if (!what || what->kind != Token::Kind::text) continue;
      statement.name = walker.word(*what);
      statement.end = what->end;
    } else {
      continue;
    }
    statements.push_back(std::move(statement));
  }
  number_lines(text, statements);
  return statements;
}

void blank(std::string& text, const RuleStatement& statement) {
  for (std::size_t i = statement.begin; i < statement.end && i < text.size(); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

}  // namespace trousse::scanners

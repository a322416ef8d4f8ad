// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/expand.hpp"
#include "collectors/glob.hpp"

namespace trousse::collectors {

/// One path of one definition, as asked of one volume.
struct Planned {
  Question question;
  std::uint64_t max_size = 0;
  std::vector<std::string> streams;  ///< globs; empty: the content
  bool regf = false;
};

/// What the definitions ask of one volume, and what a walk of it finds for them.
class Plan {
 public:
  /// Puts every question; a definition that the profile or the volume's system leaves out is put
  /// and answered as one.
  static Result<Plan> make(Collection& collection);

  /// Keeps what of this entry answers a question.
  void visit(const File& file);

  /// How many there are to read.
  std::uint64_t matches() const { return candidates_.size(); }

  /// What reading it will take at most, in bytes: each stream once, within the limits of the run.
  std::uint64_t bytes(const Collection& collection) const;

  /// Reads what was kept, in the order of the first clusters, and answers. Returns early with
  /// `cancelled`.
  Result<void> read(Collection& collection);

  /// Answers what has no answer yet.
  Result<void> answer_rest(Collection& collection, Absent::Why why, const std::string& detail);

 private:
  struct Candidate {
    std::uint64_t first_cluster;
    std::uint64_t entry;
    std::uint32_t planned;
    std::uint32_t stream;  ///< in `stream_names_`
    std::uint64_t size;    ///< bytes, of which a sparse stream holds fewer
    auto operator<=>(const Candidate&) const = default;
  };

  explicit Plan(GlobSet::Letters letters) : letters_(letters), paths_(letters) {}
  Result<void> add(Collection& collection, const Definition& definition, const Places& places);
  void keep(const File& file, std::uint32_t planned);
  void keep_stream(const File& file, std::uint32_t planned, const std::string& stream);
  Result<void> read_one(Collection& collection, const Candidate& candidate, const File& file);

  GlobSet::Letters letters_;
  GlobSet paths_;
  std::vector<Planned> planned_;
  std::vector<Candidate> candidates_;
  std::vector<std::string> stream_names_{""};
  std::vector<std::uint64_t> folders_;  ///< for each planned: folders that its pattern met
  std::size_t read_ = 0;                ///< candidates answered
};

}  // namespace trousse::collectors

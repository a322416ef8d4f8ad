// SPDX-License-Identifier: Apache-2.0
#include "evidence/part.hpp"

#include <algorithm>

#include "evidence/age_stream.hpp"
#include "evidence/compression.hpp"
#include "evidence/crc32.hpp"
#include "evidence/hash.hpp"
#include "evidence/primitives.hpp"
#include "evidence/write_behind.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t tar_block = 512;

class SealedPartWriter final : public PartWriter {
 public:
  SealedPartWriter(Files& files, fs::path final_path)
      : files_(files), final_path_(std::move(final_path)), partial_path_(final_path_) {
    partial_path_ += partial_ending;
  }

  ~SealedPartWriter() override {
    tar_.reset();
    file_.reset();  // nothing is being written any more
    if (made_ && !closed_) static_cast<void>(files_.remove(partial_path_));
  }

  Result<void> prepare(std::span<const age::Recipient> recipients, std::uint64_t expected) {
    auto out = TRY(files_.create(partial_path_));
    made_ = true;
    file_ = std::make_unique<WriteBehind>(std::move(out), WriteBehind::Crc::counted);
    age_ = TRY(age::Encryptor::start(
        recipients, [this](std::span<const std::byte> bytes) { return file_->write(bytes); }));
    zstd_ = TRY(Compressor::start(
        [this](std::span<const std::byte> bytes) { return age_->write(bytes); }, expected));
    tar_ = TRY(
        TarWriter::start([this](std::span<const std::byte> bytes) { return zstd_->write(bytes); }));
    return {};
  }

  Result<void> begin(const TarEntry& entry) override {
    // A pax entry: an extended header, its content, the header; bodies fill whole blocks.
    plain_ += 3 * tar_block + (entry.size + tar_block - 1) / tar_block * tar_block;
    return tar_->begin(entry);
  }

  Result<void> write(std::span<const std::byte> bytes) override { return tar_->write(bytes); }

  std::uint64_t plain_bytes() const override { return plain_; }

  std::uint64_t written() const override { return file_->size(); }

  Result<PartFacts> close(const BeforeName& before_name) override {
    TRY(tar_->close());
    TRY(zstd_->close());
    TRY(age_->close());
    const auto written = TRY(file_->finish());
    const PartFacts facts{final_path_.filename().string(), written.size, written.sha256,
                          written.crc32};
    TRY(before_name(facts));
    TRY(files_.publish(partial_path_, final_path_));
    closed_ = true;
    return facts;
  }

 private:
  Files& files_;
  fs::path final_path_;
  fs::path partial_path_;
  std::unique_ptr<WriteBehind> file_;
  std::unique_ptr<age::Encryptor> age_;
  std::unique_ptr<Compressor> zstd_;
  std::unique_ptr<TarWriter> tar_;
  std::uint64_t plain_ = 0;
  bool made_ = false;
  bool closed_ = false;
};

class SealedPartReader final : public TarReader {
 public:
  Result<void> prepare(const Reader& file, std::span<const age::Opener> openers) {
    age_ = TRY(age::Decryptor::start(file, openers));
    zstd_ = TRY(Decompressor::start([this] { return age_->next(); }));
    tar_ = TRY(TarReader::start([this] { return zstd_->next(); }));
    return {};
  }

  Result<std::optional<Next>> next() override { return tar_->next(); }
  Result<std::span<const std::byte>> read() override { return tar_->read(); }

 private:
  std::unique_ptr<age::Decryptor> age_;
  std::unique_ptr<Decompressor> zstd_;
  std::unique_ptr<TarReader> tar_;
};

}  // namespace

Result<PartFacts> measure_part(Files& files, const fs::path& path) {
  const auto in = TRY(files.read(path));
  Sha256Stream hash;
  Crc32 crc;
  TRY(each_piece(*in, [&](std::span<const std::byte> piece) -> Result<void> {
    hash.add(piece);
    crc.add(piece);
    return {};
  }));
  return PartFacts{path.filename().string(), in->size(), hash.finish(), crc.value()};
}

Result<void> PartWriter::add(const std::string& path, std::string_view content) {
  TRY(begin({path, content.size(), std::nullopt}));
  return write(std::as_bytes(std::span(content)));
}

Result<std::unique_ptr<PartWriter>> PartWriter::start(Files& files, const fs::path& folder,
                                                      const std::string& name,
                                                      std::span<const age::Recipient> recipients,
                                                      std::uint64_t expected) {
  auto writer = std::make_unique<SealedPartWriter>(files, folder / name);
  TRY(writer->prepare(recipients, expected));
  return std::unique_ptr<PartWriter>(std::move(writer));
}

Result<std::unique_ptr<TarReader>> read_part(const Reader& file,
                                             std::span<const age::Opener> openers) {
  auto reader = std::make_unique<SealedPartReader>();
  TRY(reader->prepare(file, openers));
  return std::unique_ptr<TarReader>(std::move(reader));
}

}  // namespace trousse::evidence

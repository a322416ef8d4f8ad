// SPDX-License-Identifier: Apache-2.0
// Writes a disk of mixed content to standard output: acquire_disk MEGABYTES. A third of zeros, a
// third of log-like text, a third of random bytes, in turns of 1 MiB; the same at each run.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include <fmt/format.h>

namespace {

constexpr std::size_t stretch = 1U << 20;

std::string random_bytes(std::mt19937_64& random) {
  std::string bytes(stretch, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Lines as a service writes them: few words, many numbers.
std::string text(std::mt19937_64& random) {
  static constexpr const char* words[] = {
      "service",    "connexion",  "patient", "ouverture", "erreur",  "fichier",    "session",
      "imprimante", "ordonnance", "carte",   "lecteur",   "reseau",  "sauvegarde", "mise a jour",
      "terminee",   "refusee",    "attente", "cabinet",   "serveur", "delai",      "utilisateur"};
  std::string out;
  std::uint64_t clock = 1'763'900'000 + random() % 10'000'000;
  while (out.size() < stretch) {
    clock += random() % 90;
    out += fmt::format("{} [{}] {} {} {}: {} 0x{:08x} {}.{}.{}.{}\r\n", clock, random() % 4000,
                       words[random() % 21], words[random() % 21], words[random() % 21],
                       words[random() % 21], static_cast<std::uint32_t>(random()), 10,
                       random() % 256, random() % 256, random() % 256);
  }
  out.resize(stretch);
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto megabytes = std::strtoull(arguments[1], nullptr, 10);
  std::mt19937_64 random(20'261'123);
  const std::string zeros(stretch, '\0');
  for (std::uint64_t i = 0; i < megabytes; ++i) {
    const std::string bytes = i % 3 == 0 ? zeros : i % 3 == 1 ? text(random) : random_bytes(random);
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) return 1;
  }
  return std::fclose(stdout) == 0 ? 0 : 1;
}

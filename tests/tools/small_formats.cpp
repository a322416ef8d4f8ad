// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/small_formats.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tests/tools/bytes.hpp"

namespace trousse::tools {

std::string shell_link(const std::string& target, const std::string& arguments,
                       const Utc& written) {
  constexpr std::uint32_t flags = 0x02 | 0x08 | 0x20 | 0x80;  // LinkInfo, RelativePath, Arguments
  Bytes out;
  out.u32(0x4C).guid("00021401-0000-0000-C000-000000000046").u32(flags).u32(0x20);
  out.time(written).time(written).time(written).u32(4096).u32(0).u32(1).u16(0).zeros(10);
  // [MS-SHLLINK] 2.3: LinkInfo with a VolumeID and a local base path.
  const std::string volume = Bytes().u32(17).u32(3).u32(0x9F0B42D1U).u32(16).u8(0).take();
  constexpr std::size_t header = 28;
  const std::size_t base = header + volume.size();
  const std::size_t suffix = base + target.size() + 1;
  out.u32(suffix + 1).u32(header).u32(1).u32(header).u32(base).u32(0).u32(suffix);
  out.text(volume).text(target).u8(0).u8(0);
  const std::string relative = ".\\" + target.substr(target.find_last_of('\\') + 1);
  out.u16(relative.size()).utf16(relative).u16(arguments.size()).utf16(arguments).u32(0);
  return out.take();
}

std::string recycled(const std::string& path, std::uint64_t size, const Utc& deleted) {
  const std::string name = utf16(path) + std::string(2, '\0');
  return Bytes().u64(2).u64(size).time(deleted).u32(name.size() / 2).text(name).take();
}

std::string usn_record(std::uint64_t usn, std::uint64_t file, std::uint64_t folder, const Utc& when,
                       std::uint32_t reason, std::uint32_t attributes, const std::string& name) {
  const std::string wide = utf16(name);
  Bytes out;
  out.u32(0).u16(2).u16(0).u64(file).u64(folder).u64(usn).time(when).u32(reason).u32(0).u32(0);
  out.u32(attributes).u16(wide.size()).u16(60).text(wide).align(8);
  out.put_u32(0, out.size());
  return out.take();
}

std::string zip(const std::vector<std::pair<std::string, std::string>>& members) {
  Bytes out;
  Bytes directory;
  for (const auto& [name, content] : members) {
    const std::size_t start = out.size();
    constexpr std::uint32_t date = (46 << 9 | 1 << 5 | 1);
    const std::string common = Bytes()
                                   .u16(20)
                                   .u16(0)
                                   .u16(0)
                                   .u16(0)
                                   .u16(date)
                                   .u32(crc32(content))
                                   .u32(content.size())
                                   .u32(content.size())
                                   .u16(name.size())
                                   .u16(0)
                                   .take();
    out.u32(0x04034B50).text(common).text(name).text(content);
    directory.u32(0x02014B50)
        .u16(20)
        .text(common)
        .u16(0)
        .u16(0)
        .u16(0)
        .u32(0)
        .u32(start)
        .text(name);
  }
  const std::size_t at = out.size();
  out.text(directory.str()).u32(0x06054B50).u16(0).u16(0).u16(members.size());
  return out.u16(members.size()).u32(directory.size()).u32(at).u16(0).take();
}

std::string docx(const std::string& text) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string kinds = "http://schemas.openxmlformats.org/package/2006/content-types";
  const std::string relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const std::string office =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
  const std::string words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return zip(
      {{"[Content_Types].xml",
        head + "<Types xmlns=\"" + kinds +
            "\"><Default Extension=\"rels\" ContentType=\"application/"
            "vnd.openxmlformats-package.relationships+xml\"/><Override "
            "PartName=\"/word/document.xml\" ContentType=\"application/"
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"},
       {"_rels/.rels", head + "<Relationships xmlns=\"" + relations +
                           "\"><Relationship Id=\"rId1\" Type=\"" + office +
                           "\" Target=\"word/document.xml\"/></Relationships>"},
       {"word/document.xml", head + "<w:document xmlns:w=\"" + words +
                                 "\"><w:body><w:p><w:r><w:t>" + text +
                                 "</w:t></w:r></w:p></w:body></w:document>"}});
}

std::string pdf(const std::string& text) {
  const std::string page = "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
  const std::vector<std::string> objects{
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << "
      "/F1 5 0 R >> >> >>",
      fmt::format("<< /Length {} >>\nstream\n{}\nendstream", page.size(), page),
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
  std::string out = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
  std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    table += fmt::format("{:010} 00000 n \n", out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t at = out.size();
  return out + table +
         fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
                     objects.size() + 1, at);
}

std::string jpeg(std::uint64_t seed, std::size_t size) {
  Bytes out;
  out.u8(0xFF).u8(0xD8).u8(0xFF).u8(0xE0).u8(0).u8(16).text(std::string_view("JFIF\0", 5));
  out.u8(1).u8(1).u8(0).u8(0).u8(1).u8(0).u8(1).u8(0).u8(0);
  std::string body = Random(seed).bytes(size);
  std::replace(body.begin(), body.end(), '\xFF', '\xFE');  // no marks inside
  return out.text(body).u8(0xFF).u8(0xD9).take();
}

std::string ese_header(std::size_t pages) {
  constexpr std::size_t page = 4096;
  constexpr std::uint32_t signature = 0x89ABCDEF;
  Bytes header;
  header.u32(0).u32(signature).u32(0x620).u32(0).fill_to(52);
  header.u32(3);  // closed cleanly
  header.fill_to(232);
  header.u32(0x122).u32(page).fill_to(page);
  std::uint32_t checksum = signature;
  for (std::size_t at = 4; at < page; at += 4) checksum ^= header.get_u32(at);
  header.put_u32(0, checksum);
  std::string out = header.str() + header.str();
  out.resize(page * pages, '\0');
  return out;
}

}  // namespace trousse::tools

// SPDX-License-Identifier: Apache-2.0
#include "formats/content.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace trousse::formats {
namespace {

using namespace std::string_view_literals;

struct Mark {
  std::size_t offset;
  std::string_view bytes;
  std::string_view type;
};

// The first that fits wins, so a longer mark stands before the shorter one it begins with. Marks of
// two bytes that random data meets once in 65536 files are left to `weak_type`, which looks closer.
constexpr std::array marks{
    Mark{0, "%PDF"sv, "PDF"},
    Mark{0, "PK\x03\x04\x14\x00\x06\x00"sv, "Office"},
    Mark{0, "PK\x03\x04"sv, "ZIP"},
    Mark{0, "PK\x05\x06"sv, "ZIP"},
    Mark{0, "PK\x07\x08"sv, "ZIP"},
    Mark{0, "PK00PK\x03\x04"sv, "ZIP"},
    Mark{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "OLE"},
    Mark{0, "\xFF\xD8\xFF"sv, "JPEG"},
    Mark{0, "\x89PNG\r\n\x1A\n"sv, "PNG"},
    Mark{0, "GIF87a"sv, "GIF"},
    Mark{0, "GIF89a"sv, "GIF"},
    Mark{0, "II*\0"sv, "TIFF"},
    Mark{0, "MM\0*"sv, "TIFF"},
    Mark{0, "8BPS"sv, "PSD"},
    Mark{0, "\0\0\x01\0"sv, "ICO"},
    Mark{0,
         "\x7F"
         "ELF"sv,
         "ELF"},
    Mark{0, "\xCA\xFE\xBA\xBE"sv, "Class"},
    Mark{0, "JM\x01\0"sv, "JMOD"},
    Mark{0, "\xCF\xFA\xED\xFE"sv, "MACHO"},
    Mark{0, "\xCE\xFA\xED\xFE"sv, "MACHO"},
    Mark{0, "Rar!\x1A\x07"sv, "RAR"},
    Mark{0, "RE~^"sv, "RAR"},
    Mark{0, "7z\xBC\xAF\x27\x1C"sv, "7Zip"},
    Mark{0, "\x1F\x8B\x08"sv, "GZIP"},
    Mark{0, "BZh"sv, "BZip2"},
    Mark{0,
         "\xFD"
         "7zXZ\0"sv,
         "XZ"},
    Mark{0, "\x28\xB5\x2F\xFD"sv, "ZSTD"},
    Mark{0, "\x04\x22\x4D\x18"sv, "LZ4"},
    Mark{0, "LZIP"sv, "LZIP"},
    Mark{0, "MSCF"sv, "CAB"},
    Mark{0, "xar!"sv, "XAR"},
    Mark{7, "**ACE**"sv, "ACE"},
    Mark{2, "-lh"sv, "LHA"},
    Mark{0, "MSWIM\0\0\0"sv, "WIM"},
    Mark{0, "SQLite format 3\0"sv, "SQLITE"},
    Mark{4, "\xEF\xCD\xAB\x89"sv, "ESE"},
    Mark{4, "Standard Jet DB"sv, "JET"},
    Mark{4, "Standard ACE DB"sv, "JET"},
    Mark{0, "ElfFile\0"sv, "EVTX"},
    Mark{0, "\x30\0\0\0LfLe"sv, "EVT"},
    Mark{0, "regf"sv, "REGF"},
    Mark{0, "L\0\0\0\x01\x14\x02\0"sv, "LNK"},
    Mark{4, "SCCA"sv, "PREFETCH"},
    Mark{0, "MAM\x04"sv, "MAM"},
    Mark{0, "FILE0"sv, "NTFS MFT"},
    Mark{0, "MDMP"sv, "MDMP"},
    Mark{0, "PAGEDU"sv, "DUMP"},
    Mark{0, "!BDN"sv, "PST"},
    Mark{0, "{\\rtf"sv, "RTF"},
    Mark{0, "ITSF"sv, "CHM"},
    Mark{0, "wOFF"sv, "WOFF"},
    Mark{0, "wOF2"sv, "WOFF"},
    Mark{0, "OTTO"sv, "FONT"},
    Mark{0, "\0\x01\0\0\0"sv, "FONT"},
    Mark{0, "ttcf"sv, "FONT"},
    Mark{0, "ID3"sv, "MP3"},
    Mark{0, "fLaC"sv, "FLAC"},
    Mark{0, "OggS"sv, "OGG"},
    Mark{8, "WAVE"sv, "WAV"},
    Mark{8, "WEBP"sv, "WEBP"},
    Mark{8, "AVI "sv, "AVI"},
    Mark{0, "RIFF"sv, "RIFF"},
    Mark{4, "ftyp"sv, "MP4"},
    Mark{4, "moov"sv, "MP4"},
    Mark{4, "mdat"sv, "MP4"},
    Mark{4, "wide"sv, "MP4"},
    Mark{0, "\x1A\x45\xDF\xA3"sv, "MKV"},
    Mark{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "ASF"},
    Mark{0, "FLV\x01"sv, "FLV"},
    Mark{0, "\0\0\x01\xBA"sv, "MPEG"},
    Mark{0, "\0\0\x01\xB3"sv, "MPEG"},
    Mark{4, "jP  "sv, "JP2"},
    Mark{0, "\xFF\x4F\xFF\x51"sv, "JP2"},
    Mark{128, "DICM"sv, "DICOM"},
    Mark{257, "ustar"sv, "TAR"},
    Mark{0x8001, "CD001"sv, "ISO"},
    Mark{0, "conectix"sv, "VHD"},
    Mark{0, "vhdxfile"sv, "VHDX"},
    Mark{0, "KDMV"sv, "VMDK"},
    Mark{0, "COWD"sv, "VMDK"},
    Mark{0, "# Disk D"sv, "VMDK"},
    Mark{0, "QFI\xFB"sv, "QCOW"},
    Mark{0, "EVF\x09\x0D\x0A\xFF\0"sv, "Encase File"},
    Mark{0, "\xD4\xC3\xB2\xA1"sv, "WINPCAP"},
    Mark{0, "\xA1\xB2\xC3\xD4"sv, "LIBPCAP"},
    Mark{0, "\x0A\x0D\x0D\x0A"sv, "PCAPNG"},
    Mark{0, "AES\x01"sv, "AESCrypt"},
    Mark{0, "AES\x02"sv, "AESCrypt"},
    Mark{0, "age-encryption.org/"sv, "AGE"},
    Mark{0, "\x03\xD9\xA2\x9A"sv, "KDBX"},
    Mark{0, "bplist0"sv, "BPLIST"},
    Mark{0, "FWS"sv, "SWF"},
    Mark{0, "CWS"sv, "SWF"},
    Mark{0, "ZWS"sv, "SWF"},
    Mark{0, "-----BEGIN "sv, "PEM"},
    Mark{0, "<?php"sv, "PHP"},
    Mark{0, "<?xml"sv, "XML"},
    Mark{0, "\xEF\xBB\xBF<?xml"sv, "XML"},
    Mark{0, "\xFF\xFE<\0?\0x\0m\0l\0"sv, "XML"},
    Mark{0, "<%"sv, "JSP"},
    Mark{0, "#!"sv, "Script"},
};

/// Types whose bytes are compressed or encrypted.
constexpr std::array dense_types{
    "PDF"sv,  "JMOD"sv, "Office"sv, "ZIP"sv,  "JPEG"sv, "PNG"sv,  "GIF"sv,   "RAR"sv,
    "7Zip"sv, "GZIP"sv, "BZip2"sv,  "XZ"sv,   "ZSTD"sv, "LZ4"sv,  "LZIP"sv,  "CAB"sv,
    "XAR"sv,  "ACE"sv,  "LHA"sv,    "WIM"sv,  "MAM"sv,  "WOFF"sv, "MP3"sv,   "FLAC"sv,
    "OGG"sv,  "WEBP"sv, "AVI"sv,    "MP4"sv,  "MKV"sv,  "ASF"sv,  "FLV"sv,   "MPEG"sv,
    "JP2"sv,  "CHM"sv,  "PST"sv,    "KDBX"sv, "AGE"sv,  "SWF"sv,  "DICOM"sv, "AESCrypt"sv,
};

/// What may stand under an extension. `text`: some programs write plain text under that name.
struct Promise {
  std::string_view extension;
  bool text;
  std::string_view types;  ///< separated by '|'
};

constexpr std::array promises{
    Promise{"pdf", false, "PDF"},
    Promise{"doc", true, "OLE|RTF|ZIP|Office|XML"},
    Promise{"dot", true, "OLE|RTF|ZIP|Office|XML"},
    Promise{"xls", true, "OLE|ZIP|Office|XML"},
    Promise{"ppt", false, "OLE|ZIP|Office"},
    // A document protected by Office's own password is an OLE container ([MS-OFFCRYPTO] 2.3).
    Promise{"docx", false, "ZIP|Office|OLE"},
    Promise{"docm", false, "ZIP|Office|OLE"},
    Promise{"dotx", false, "ZIP|Office|OLE"},
    Promise{"xlsx", false, "ZIP|Office|OLE"},
    Promise{"xlsm", false, "ZIP|Office|OLE"},
    Promise{"xlsb", false, "ZIP|Office|OLE"},
    Promise{"pptx", false, "ZIP|Office|OLE"},
    Promise{"odt", false, "ZIP|Office"},
    Promise{"ods", false, "ZIP|Office"},
    Promise{"odp", false, "ZIP|Office"},
    Promise{"epub", false, "ZIP|Office"},
    Promise{"zip", false, "ZIP|Office"},
    Promise{"jar", false, "ZIP|Office"},
    Promise{"rtf", false, "RTF"},
    Promise{"msg", false, "OLE"},
    Promise{"msi", false, "OLE"},
    Promise{"pst", false, "PST"},
    Promise{"ost", false, "PST"},
    Promise{"jpg", false, "JPEG|PNG|GIF|WEBP|TIFF|BMP|MP4|JP2"},
    Promise{"jpeg", false, "JPEG|PNG|GIF|WEBP|TIFF|BMP|MP4|JP2"},
    Promise{"png", false, "PNG|JPEG|GIF|WEBP|BMP|MP4|ICO"},
    Promise{"gif", false, "GIF|JPEG|PNG|WEBP"},
    Promise{"bmp", false, "BMP"},
    Promise{"tif", false, "TIFF"},
    Promise{"tiff", false, "TIFF"},
    Promise{"psd", false, "PSD"},
    Promise{"dcm", false, "DICOM"},
    Promise{"7z", false, "7Zip"},
    Promise{"rar", false, "RAR"},
    Promise{"gz", false, "GZIP|TAR"},
    Promise{"cab", false, "CAB"},
    Promise{"exe", false, "EXE"},
    Promise{"dll", false, "EXE"},
    Promise{"sys", false, "EXE"},
    Promise{"lnk", false, "LNK"},
    Promise{"evtx", false, "EVTX"},
    Promise{"sqlite", false, "SQLITE"},
    Promise{"mdb", false, "JET"},
    Promise{"accdb", false, "JET"},
    Promise{"mp4", false, "MP4"},
    Promise{"mov", false, "MP4"},
    Promise{"m4a", false, "MP4"},
    Promise{"mkv", false, "MKV"},
    Promise{"avi", false, "AVI|RIFF"},
    Promise{"wav", false, "WAV|RIFF"},
    Promise{"vhdx", false, "VHDX"},
    Promise{"txt", true, "RTF|XML|PEM|Script"},
    Promise{"csv", true, ""},
    Promise{"log", true, "XML"},
    Promise{"ini", true, ""},
    Promise{"sql", true, ""},
    Promise{"json", true, ""},
    Promise{"xml", true, "XML"},
    Promise{"htm", true, "XML|PHP"},
    Promise{"html", true, "XML|PHP"},
    Promise{"eml", true, ""},
    Promise{"hl7", true, ""},
};

bool begins_at(std::span<const std::byte> head, const Mark& mark) {
  if (head.size() < mark.offset + mark.bytes.size()) return false;
  return std::equal(mark.bytes.begin(), mark.bytes.end(),
                    head.begin() + static_cast<std::ptrdiff_t>(mark.offset),
                    [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

std::uint32_t le32(std::span<const std::byte> head, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(head[offset + i]) << (8 * i);
  }
  return value;
}

/// Marks of two bytes, believed only with a second sign.
std::string_view weak_type(std::span<const std::byte> head) {
  if (head.size() < 2) return "";
  const auto first = static_cast<unsigned>(head[0]);
  const auto second = static_cast<unsigned>(head[1]);
  if (first == 'M' && second == 'Z') {
    // PE: e_lfanew at 0x3C is small; a DOS program has a plausible header size ([PE] MS-DOS stub).
    if (head.size() < 64) return "EXE";
    return le32(head, 0x3C) < 0x10000 || le32(head, 8) % 0x10000 < 0x1000 ? "EXE" : "";
  }
  if (first == 'B' && second == 'M' && head.size() >= 18) {
    const std::uint32_t header = le32(head, 14);
    return le32(head, 6) == 0 && (header == 12 || (header >= 40 && header <= 124)) ? "BMP" : "";
  }
  // MPEG audio: layer III frame sync with a bit rate and a sampling rate that exist.
  if (first == 0xFF && (second & 0xE6) == 0xE2 && head.size() >= 3) {
    const auto third = static_cast<unsigned>(head[2]);
    return (third >> 4) != 0xF && (third >> 4) != 0 && ((third >> 2) & 3) != 3 ? "MP3" : "";
  }
  return "";
}

const Promise* promise_of(std::string_view extension) {
  const auto found = std::find_if(promises.begin(), promises.end(), [&](const Promise& promise) {
    return promise.extension == extension;
  });
  return found == promises.end() ? nullptr : &*found;
}

bool lists(std::string_view types, std::string_view type) {
  while (!types.empty()) {
    const auto bar = types.find('|');
    if (types.substr(0, bar) == type) return true;
    if (bar == std::string_view::npos) break;
    types.remove_prefix(bar + 1);
  }
  return false;
}

/// Text of any encoding: hardly any control character, UTF-16's zeros set apart.
bool is_text(std::span<const std::byte> head) {
  head = head.first(std::min<std::size_t>(head.size(), 4096));
  std::size_t odd = 0;
  std::size_t zeros = 0;
  for (const std::byte byte : head) {
    const auto value = static_cast<unsigned char>(byte);
    if (value == 0) {
      ++zeros;
    } else if ((value < 0x20 && value != '\t' && value != '\n' && value != '\r' && value != '\f' &&
                value != 0x1B) ||
               value == 0x7F) {
      ++odd;
    }
  }
  // Random bytes hold 12 % of such characters, Latin text none.
  return odd * 50 <= head.size() && zeros <= head.size() / 2 + 1;
}

}  // namespace

double entropy(std::span<const std::byte> bytes) {
  if (bytes.empty()) return 0;
  std::array<std::uint64_t, 256> counts{};
  for (const std::byte byte : bytes) ++counts[static_cast<unsigned char>(byte)];
  double sum = 0;
  const auto total = static_cast<double>(bytes.size());
  for (const std::uint64_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / total;
    sum -= share * std::log2(share);
  }
  return sum;
}

std::string_view file_type(std::span<const std::byte> head) {
  for (const Mark& mark : marks) {
    if (begins_at(head, mark)) return mark.type;
  }
  return weak_type(head);
}

bool contradicts_extension(std::string_view extension, std::span<const std::byte> head) {
  const Promise* const promise = promise_of(extension);
  if (promise == nullptr || head.empty()) return false;
  if (promise->text && is_text(head)) return false;
  return !lists(promise->types, file_type(head));
}

bool is_dense_type(std::string_view type) {
  return std::find(dense_types.begin(), dense_types.end(), type) != dense_types.end();
}

}  // namespace trousse::formats

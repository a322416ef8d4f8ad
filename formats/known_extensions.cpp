// SPDX-License-Identifier: Apache-2.0
#include "formats/known_extensions.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

// Both sorted, for a binary search.
constexpr std::array<std::string_view, 157> known{
    "3gp",   "7z",      "accdb", "ai",   "aiff",  "apk",    "asp",     "aspx",  "avi",  "backup",
    "bat",   "bmp",     "c",     "cab",  "cdr",   "cer",    "chm",     "class", "cmd",  "cpp",
    "crt",   "cs",      "css",   "csv",  "db",    "dbf",    "dbx",     "dcm",   "dll",  "dmp",
    "doc",   "docm",    "docx",  "dot",  "dotm",  "dotx",   "dwg",     "dxf",   "edb",  "eml",
    "eps",   "epub",    "exe",   "fdb",  "flac",  "flv",    "fpx",     "frm",   "gdb",  "gif",
    "h",     "heic",    "hl7",   "htm",  "html",  "ibd",    "ico",     "ics",   "img",  "indd",
    "ini",   "iso",     "jar",   "java", "jpeg",  "jpg",    "js",      "json",  "kdbx", "key",
    "ldf",   "lnk",     "log",   "m4a",  "m4v",   "mbox",   "md",      "mdb",   "mdf",  "mht",
    "mkv",   "mov",     "mp3",   "mp4",  "mpeg",  "mpg",    "mpp",     "msg",   "msi",  "myd",
    "myi",   "numbers", "odb",   "odg",  "odp",   "ods",    "odt",     "ogg",   "one",  "ora",
    "ost",   "ova",     "ovf",   "p12",  "pages", "pdf",    "pem",     "pfx",   "php",  "png",
    "pps",   "ppsx",    "ppt",   "pptm", "pptx",  "ps1",    "psd",     "pst",   "pub",  "py",
    "qcow2", "rar",     "raw",   "rtf",  "sql",   "sqlite", "sqlite3", "svg",   "swf",  "sys",
    "tar",   "tif",     "tiff",  "txt",  "vbs",   "vcf",    "vhd",     "vhdx",  "vmdk", "vmx",
    "vsd",   "vsdx",    "wav",   "webp", "wma",   "wmv",    "wpd",     "xls",   "xlsb", "xlsm",
    "xlsx",  "xml",     "xps",   "yaml", "yml",   "zip",    "zipx"};

constexpr std::array<std::string_view, 75> added{
    "admx",       "age",       "asc",     "aux",     "bak",      "bin",      "blf",
    "br",         "bz2",       "cache",   "cat",     "cdxml",    "compiled", "config",
    "crdownload", "dat",       "deleted", "deps",    "download", "etl",      "evtx",
    "gpg",        "gz",        "inf",     "inf_loc", "journal",  "lock",     "log1",
    "log2",       "lz",        "lz4",     "lzma",    "manifest", "map",      "md5",
    "meta",       "metadata",  "mui",     "mum",     "mun",      "new",      "old",
    "orig",       "p7m",       "p7s",     "part",    "partial",  "pdb",      "pf",
    "pnf",        "pri",       "prof",    "ps1xml",  "psd1",     "psm1",     "regtrans-ms",
    "rej",        "resources", "save",    "sha1",    "sha256",   "sha512",   "shm",
    "sig",        "swp",       "temp",    "tmp",     "torrent",  "tpl",      "ts",
    "url",        "wal",       "wer",     "xz",      "zst"};

static_assert(std::is_sorted(known.begin(), known.end()));
static_assert(std::is_sorted(added.begin(), added.end()));

}  // namespace

bool is_known_extension(std::string_view extension) {
  return std::binary_search(known.begin(), known.end(), extension);
}

bool is_ordinary_extension(std::string_view extension) {
  return std::binary_search(added.begin(), added.end(), extension) || is_known_extension(extension);
}

std::string inner_extension(std::string_view name) {
  auto end = name.find_last_of('.');
  while (end != std::string_view::npos && end > 0) {
    const auto dot = name.find_last_of('.', end - 1);
    if (dot == std::string_view::npos) break;
    const std::string candidate = folded(name.substr(dot + 1, end - dot - 1));
    if (is_known_extension(candidate)) return candidate;
    end = dot;
  }
  return "";
}

}  // namespace trousse::formats

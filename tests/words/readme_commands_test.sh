#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the commands that the readme files print, as they print them, on an archive folder made
# here by the same standard tools: readme_commands_test.sh LISEZMOI.txt README.txt
# Leaves with 77 (skipped) where a tool is missing.
set -euo pipefail

for tool in openssl age age-keygen zstd tar sha256sum script; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not here"; exit 77; }
done
script -qec true /dev/null >/dev/null 2>&1 || { echo "skipped: no pseudo-terminal here"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=12345-12345-12345-12345-12345-12345-12345-12345

# Types $1 at the prompts of the command $2, as a person would (age reads its terminal only).
typed() {
  { for line in $1; do sleep 1; printf '%s\n' "$line"; done; sleep 1; } |
    script -qec "$2" /dev/null >"$work/terminal.txt"
}

# The commands of a readme are its lines of six spaces; those of Windows and of Trousse left out.
command_of() { # FILE PATTERN
  local found
  found=$(grep -E '^      [a-z]' "$1" | sed 's/^      //' | grep -F -- "$2" | head -n 1)
  [ -n "$found" ] || { echo "no command with '$2' in $1" >&2; exit 1; }
  printf '%s\n' "$found"
}

# What Windows' command prompt does with such a line, for bash: `for %f in (GLOB) do COMMAND`, where
# %~nf is the name without its last ending. 7-Zip is here under its Debian name.
from_windows() {
  sed -E 's/^for %f in \(([^)]*)\) do (.*)$/for f in \1; do \2 >seven.txt; done/
    s|"C:\\Program Files\\7-Zip\\7z.exe"|7z|; s|\\|/|g
    s/%~nf/"$(basename "${f%.*}")"/g; s/%f/"$f"/g'
}

# Zstandard came to 7-Zip with 24.05.
has_new_seven_zip() {
  command -v 7z >/dev/null || return 1
  local version
  version=$(7z </dev/null | sed -nE 's/^7-Zip .* ([0-9]+)\.([0-9]+) :.*/\1\2/p')
  [ -n "$version" ] && [ "$version" -ge 2405 ]
}

make_archive() { # FOLDER
  mkdir -p "$1"/{parts,keys} "$work/bag/data/C/Users" "$work/bag/records/manifest"
  (
    cd "$work/bag"
    printf 'traces\r\n' >"data/C/Users/note of Alice.txt"
    sha256sum data/C/Users/* >records/manifest/001.txt
    tar -c . | zstd -q >"$work/part.tar.zst"
  )
  age-keygen -o "$work/case-key.txt" 2>/dev/null
  age-keygen -o "$work/provider-key.txt" 2>/dev/null
  age -r "$(age-keygen -y "$work/case-key.txt")" -r "$(age-keygen -y "$work/provider-key.txt")" \
    -o "$1/parts/001-collect.tar.zst.age" "$work/part.tar.zst"
  typed "$code $code" "age -p -o '$1/keys/rescue.age' '$work/case-key.txt'"
  for one in provider stranger; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$one" \
      -keyout "$work/$one-rsa.pem" -out "$work/$one-cert.pem" 2>/dev/null
    openssl cms -encrypt -binary -aes256 -in "$work/case-key.txt" -outform DER \
      -out "$1/keys/$([ $one = stranger ] && echo a || echo b)-$one.p7m" -recip "$work/$one-cert.pem" \
      -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256
  done
  echo '{}' >"$1/case.json"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj '/CN=Seal' -keyout "$work/seal-key.pem" -out "$work/seal.pem" 2>/dev/null
  (
    cd "$1"
    sha256sum case.json keys/* parts/* >SHA256SUMS
    openssl cms -sign -binary -cades -md sha256 -in SHA256SUMS -signer "$work/seal.pem" \
      -inkey "$work/seal-key.pem" -outform DER -out SHA256SUMS.p7s
  )
}

check() { # README KEY-NAME FOLDER-NAME CERTIFICATE PRIVATE-KEY PLACEHOLDER
  local readme=$1 key=$2 opened=$3 verify
  cd "$work"
  rm -rf "$work/archive" "$work/bag" "$work"/*-key.txt
  make_archive "$work/archive"
  cd "$work/archive"

  verify=$(command_of "$readme" '/dev/null')
  bash -c "$verify" 2>&1 | grep -q 'CMS Verification successful'
  bash -c "$(command_of "$readme" 'sha256sum -c SHA256SUMS')" >/dev/null
  cp SHA256SUMS kept; echo >>SHA256SUMS
  if bash -c "$verify" >/dev/null 2>&1; then echo "a changed list was accepted"; exit 1; fi
  mv kept SHA256SUMS

  bash -c "$(command_of "$readme" 'openssl pkcs7')"
  bash -c "$(command_of "$readme" '-subject -fingerprint')" | grep -q 'Fingerprint='
  local shown expected hex
  shown=$(bash -c "$(command_of "$readme" 'read -r f')")
  hex=$(openssl x509 -in "$work/seal.pem" -outform DER | sha256sum | cut -c1-32)
  expected=$(for i in 0 8 16 24; do printf '%05d ' $((16#${hex:$i:8} % 100000)); done)
  [ "$shown" = "$expected" ] || { echo "short fingerprint: $shown, not $expected"; exit 1; }

  for way in provider code certificate windows; do
    rm -rf "$key" "$opened"
    cp "$work/provider-cert.pem" "$4"
    cp "$work/provider-rsa.pem" "$5"
    if [ $way = provider ]; then cp "$work/provider-key.txt" "$key"
    elif [ $way = certificate ]; then bash -c "$(command_of "$readme" 'for f in keys/*.p7m')" 2>/dev/null
    elif [ $way = windows ]; then
      # The same command, but for the sign between folder and file.
      bash -c "$(command_of "$readme" "keys\\$6.p7m" | sed "s/keys.$6/keys\\/b-provider/")"
    else typed "$code" "$(command_of "$readme" 'keys/rescue.age')"; fi
    bash -c "$(command_of "$readme" "mkdir $opened")"
    bash -c "$(command_of "$readme" 'for p in parts')"
    grep -q traces "$opened/data/C/Users/note of Alice.txt"
    (
      bash -c "$(command_of "$readme" "cd $opened") &&
        $(command_of "$readme" 'records/manifest') &&
        $(command_of "$readme" 'sha256sum -c --quiet')"
      echo changed >>"$opened/data/C/Users/note of Alice.txt"
      cd "$opened"
      ! bash -c "$(command_of "$readme" 'sha256sum -c --quiet')" >/dev/null 2>&1
    )
  done
  if has_new_seven_zip; then
    rm -rf "$opened"
    bash -c "$(grep -F '(parts\*.age)' "$readme" | sed 's/^ *//' | from_windows)"
    bash -c "$(grep -F '(*.tar.zst)' "$readme" | sed 's/^ *//' | from_windows)"
    bash -c "$(grep -F '(*.tar) do' "$readme" | sed 's/^ *//' | from_windows)"
    grep -q traces "$opened/data/C/Users/note of Alice.txt"
  else
    echo "the commands with 7-Zip: not run (7-Zip 24.05 or later is not here)"
  fi
  echo "the commands of $(basename "$readme") hold"
}

french=$(realpath "$1")
english=$(realpath "$2")
check "$french" cle.txt ouvert certificat.pem cle-privee.pem NOM
check "$english" key.txt opened certificate.pem private-key.pem NAME

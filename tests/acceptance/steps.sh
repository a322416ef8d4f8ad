# SPDX-License-Identifier: Apache-2.0
# The little language of the acceptance scripts; sourced, with $trousse, $make_disk and $work set.
set -uo pipefail

failures=0
it() { sentence=$*; }
fault() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n    %s\n' "$sentence" "$*"
}
passed() { printf 'ok: %s\n' "$sentence"; }

# The command's output is in $out and $err, its exit code in $code.
run() {
  "$trousse" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
  code=$?
  out=$(tr -d '\0' <"$work/stdout")
  err=$(tr -d '\0' <"$work/stderr")
}

expect_code() { [ "$code" -eq "$1" ] || fault "exit code $code, not $1; it said: $(tail -5 "$work/stderr")"; }
expect_out() { grep -qF -- "$1" "$work/stdout" || fault "its output does not say: $1"; }
expect_err() { grep -qF -- "$1" "$work/stderr" || fault "its errors do not say: $1"; }
expect_no_file() { [ ! -e "$1" ] || fault "$1 is there"; }
expect_file() { [ -s "$1" ] || fault "$1 is not there"; }
expect_same() { [ "$1" = "$2" ] || fault "'$1' is not '$2'"; }
# The three sentences after the technical one: what happened, what is safe, what to do now.
expect_three_sentences() {
  [ "$(grep -c . "$work/stderr")" -ge 4 ] || fault "an error says less than its three sentences"
}
finish() {
  [ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
  echo "all passed"
}

/* SPDX-License-Identifier: Apache-2.0
   Rules of the kinds that public sets are made of, for timing only. */
rule bench_text { strings: $a = "BENCH-MARKER-ALPHA" $b = "bench-marker-beta" nocase wide ascii condition: any of them }
rule bench_hex { strings: $a = { 42 45 4E 43 48 ?? 4D 41 52 4B 45 52 [2-8] 47 41 4D 4D 41 } condition: $a }
rule bench_regex { strings: $a = /bench-[a-z]{4,12}-delta[0-9]{2}/ condition: $a }
rule bench_header { condition: uint16(0) == 0x5A4D and filesize < 5MB and filesize > 400 }

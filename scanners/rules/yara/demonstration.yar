// SPDX-License-Identifier: Apache-2.0
// Harmless marks, to see that scanning works. Written in hexadecimal so that this file does not
// carry them itself.

rule Demonstration_Trousse_Dropper_Marker : demonstration
{
  meta:
    description = "Marker of the demonstration disk of Trousse: no real threat"
    severity = "high"
    certainty = "certain"
    reference = "docs/rules.md"
    date = "2026-11-20"
  strings:
    $marker = { 54 52 4F 55 53 53 45 2D 44 45 4D 4F 2D 50 45 54 49 54 4C 4F 55 50 2D 44 52 4F 50 50 45 52 }
  condition:
    $marker
}

rule Eicar_Test_File : demonstration
{
  meta:
    description = "EICAR anti-malware test file: no real threat"
    severity = "informational"
    certainty = "certain"
    reference = "https://www.eicar.org/download-anti-malware-testfile/"
    date = "2026-11-20"
  strings:
    $eicar = { 58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24 45 49 43 41 52 2D 53 54 41 4E 44 41 52 44 2D 41 4E 54 49 56 49 52 55 53 2D 54 45 53 54 2D 46 49 4C 45 21 24 48 2B 48 2A }
  condition:
    filesize < 200 and $eicar at 0
}

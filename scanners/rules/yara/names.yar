// SPDX-License-Identifier: Apache-2.0
// File names made to deceive (MITRE ATT&CK T1036).

rule Program_Named_As_Document : T1036
{
  meta:
    description = "Program or script whose name ends like a document's"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1036/007/"
    date = "2026-11-20"
  condition:
    filesize > 0 and
    filename matches /\.(pdf|docx?|xlsx?|pptx?|odt|rtf|jpe?g|png|gif|txt|mp4)\s{0,200}\.(exe|scr|com|pif|bat|cmd|jse|vbs|vbe|wsf|hta)$/i
}

rule Name_With_Reversed_Letters : T1036
{
  meta:
    description = "Program whose name turns the direction of writing to hide its extension"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1036/002/"
    date = "2026-11-20"
  condition:
    filename contains "\xE2\x80\xAE" and
    extension matches /^\.(exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|ps1|msi)$/i
}

rule Program_With_Document_Extension : T1036
{
  meta:
    description = "Windows program under the extension of a picture or document"
    severity = "high"
    certainty = "possible"
    reference = "https://attack.mitre.org/techniques/T1036/008/"
    date = "2026-11-20"
  strings:
    $pe = "This program cannot be run in DOS mode"
  condition:
    uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $pe in (0..1024) and
    extension matches /^\.(pdf|docx?|xlsx?|pptx?|odt|rtf|jpe?g|png|gif|txt|csv|mp3|mp4)$/i
}

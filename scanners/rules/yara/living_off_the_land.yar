// SPDX-License-Identifier: Apache-2.0
// Windows' own programs used to fetch and run foreign code (https://lolbas-project.github.io).

private rule Starts_Foreign_Code
{
  strings:
    $certutil = /certutil(\.exe)?["']?\s[^\r\n]{0,80}-urlcache\s[^\r\n]{0,80}https?:\/\// nocase ascii wide
    $mshta = /mshta(\.exe)?["']?\s{1,4}["']?(https?:\/\/|javascript:|vbscript:)/ nocase ascii wide
    $regsvr32 = /regsvr32(\.exe)?["']?\s[^\r\n]{0,60}\/i:https?:\/\// nocase ascii wide
    $rundll32 = /rundll32(\.exe)?["']?\s{1,4}["']?(javascript:|vbscript:|\\\\[a-z0-9.-]{3,60}[@\\])/ nocase ascii wide
    $bitsadmin = /bitsadmin(\.exe)?["']?\s[^\r\n]{0,60}\/transfer\s[^\r\n]{0,120}https?:\/\// nocase ascii wide
    $wmic = /wmic(\.exe)?["']?\s[^\r\n]{0,80}\/format:["']?https?:\/\// nocase ascii wide
    $powershell = /powershell(\.exe)?["']?\s[^\r\n]{0,160}(-e(c|n|nc|ncodedcommand)?\s{1,4}[A-Za-z0-9+\/]{60}|downloadstring|downloadfile|\biex\b|invoke-expression|frombase64string)/ nocase ascii wide
  condition:
    any of them
}

rule Scheduled_Task_Starts_Foreign_Code : T1053 T1218
{
  meta:
    description = "Scheduled task that fetches or hides what it runs"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1053/005/"
    date = "2026-11-20"
  strings:
    $task = /schemas\.microsoft\.com\/windows\/20\d\d\/\d\d\/mit\/task/ ascii wide
    $exec = "<Exec>" ascii wide
  condition:
    filesize < 256KB and all of them and Starts_Foreign_Code
}

rule Scheduled_Task_Runs_From_User_Folder : T1053
{
  meta:
    description = "Scheduled task that runs a script or program from a folder anyone can write to"
    severity = "medium"
    certainty = "possible"
    reference = "https://attack.mitre.org/techniques/T1053/005/"
    date = "2026-11-20"
  strings:
    $task = /schemas\.microsoft\.com\/windows\/20\d\d\/\d\d\/mit\/task/ ascii wide
    $place = /<(Command|Arguments)>[^<]{0,160}\\(users\\public|perflogs|windows\\temp|\$recycle\.bin|programdata\\[^\\<]{1,40}\.(exe|dll|bat|cmd|ps1|vbs|js))[^<]{0,160}</ nocase ascii wide
  condition:
    filesize < 256KB and all of them
}

rule Script_Starts_Foreign_Code : T1218
{
  meta:
    description = "Script that lets Windows' own programs fetch code from the Internet"
    severity = "medium"
    certainty = "possible"
    reference = "https://lolbas-project.github.io/"
    date = "2026-11-20"
  condition:
    filesize < 1MB and Starts_Foreign_Code and
    extension matches /^\.(bat|cmd|vbs|vbe|js|jse|wsf|hta|job)$/i
}

rule Shortcut_Starts_Foreign_Code : T1204
{
  meta:
    description = "Shortcut that fetches or hides what it runs"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1204/002/"
    date = "2026-11-20"
  condition:
    uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 1MB and Starts_Foreign_Code
}

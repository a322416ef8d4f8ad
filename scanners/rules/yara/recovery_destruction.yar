// SPDX-License-Identifier: Apache-2.0
// Commands that take away the means of recovery before files are encrypted (MITRE ATT&CK T1490).

rule Recovery_Destroyed_By_Script : ransomware T1490
{
  meta:
    description = "Script or program that deletes shadow copies or backups in several ways"
    severity = "critical"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1490/"
    date = "2026-11-20"
  strings:
    $vss = /vssadmin(\.exe)?["']?\s{1,8}delete\s{1,8}shadows\s{1,8}\/(all|for=|quiet)/ nocase ascii wide
    $resize = /vssadmin(\.exe)?["']?\s{1,8}resize\s{1,8}shadowstorage\s{1,8}\/for=/ nocase ascii wide
    $wmic = /wmic(\.exe)?["']?\s{1,8}shadowcopy\s{1,8}(where\s[^\r\n]{1,60}\s)?delete/ nocase ascii wide
    $wmi = /win32_shadowcopy[^\r\n]{1,80}\.?(delete\(|remove-(wmi|cim))/ nocase ascii wide
    $boot = /bcdedit(\.exe)?["']?\s{1,8}\/set\s{1,8}(\{default\}\s{1,8})?(recoveryenabled\s{1,8}(no|off)|bootstatuspolicy\s{1,8}ignoreallfailures)/ nocase ascii wide
    $catalog = /wbadmin(\.exe)?["']?\s{1,8}delete\s{1,8}(catalog|systemstatebackup|backup)\s{0,8}-/ nocase ascii wide
    $journal = /fsutil(\.exe)?["']?\s{1,8}usn\s{1,8}deletejournal\s{1,8}\/d/ nocase ascii wide
  condition:
    filesize < 20MB and 2 of them
}

rule Shadow_Copies_Deleted_By_Script : T1490
{
  meta:
    description = "Script that deletes shadow copies or turns Windows' recovery off"
    severity = "high"
    certainty = "possible"
    reference = "https://attack.mitre.org/techniques/T1490/"
    date = "2026-11-20"
  strings:
    $vss = /vssadmin(\.exe)?["']?\s{1,8}delete\s{1,8}shadows\s{1,8}\/(all|for=[a-z]:|quiet)/ nocase ascii wide
    $wmic = /wmic(\.exe)?["']?\s{1,8}shadowcopy\s{1,8}delete/ nocase ascii wide
    $boot = /bcdedit(\.exe)?["']?\s{1,8}\/set\s{1,8}(\{default\}\s{1,8})?recoveryenabled\s{1,8}no/ nocase ascii wide
  condition:
    filesize < 256KB and any of them and
    extension matches /^\.(bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|job|xml)$/i
}

rule Defender_Turned_Off_By_Script : T1562
{
  meta:
    description = "Script that turns Microsoft Defender off"
    severity = "high"
    certainty = "possible"
    reference = "https://attack.mitre.org/techniques/T1562/001/"
    date = "2026-11-20"
  strings:
    $preference = /set-mppreference\s[^\r\n]{0,120}-disable(realtimemonitoring|ioavprotection|behaviormonitoring)\s{1,4}(\$true|1)/ nocase ascii wide
    $policy = /reg(\.exe)?\s{1,4}add\s[^\r\n]{1,120}windows defender[^\r\n]{1,120}(disableantispyware|disablerealtimemonitoring)[^\r\n]{1,60}\s1/ nocase ascii wide
    $exclusion = /add-mppreference\s[^\r\n]{0,60}-exclusionpath\s{1,4}['"]?[a-z]:\\?['"]?\s/ nocase ascii wide
  condition:
    filesize < 1MB and any of them
}

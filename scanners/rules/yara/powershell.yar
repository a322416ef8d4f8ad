// SPDX-License-Identifier: Apache-2.0
// PowerShell as it is used to fetch and run what comes next (MITRE ATT&CK T1059.001, T1027).

rule PowerShell_Encoded_Command : T1059
{
  meta:
    description = "PowerShell started with a long encoded command"
    severity = "medium"
    certainty = "possible"
    reference = "https://attack.mitre.org/techniques/T1059/001/"
    date = "2026-11-20"
  strings:
    $encoded = /powershell(\.exe)?["']?\s[^\r\n]{0,200}-e(c|n|nc|nco|ncodedcommand)?\s{1,4}["']?(J|S|W|d|c|a|K|U|Q|Z|R|L)[A-Za-z0-9+\/]{120,}={0,2}/ nocase ascii wide
  condition:
    filesize < 5MB and $encoded
}

rule PowerShell_Download_And_Run : T1059 T1105
{
  meta:
    description = "PowerShell that downloads a script and runs it without keeping it"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1105/"
    date = "2026-11-20"
  strings:
    $iex_first = /(iex|invoke-expression)\s{0,4}\(?\s{0,4}\(?\s{0,4}(new-object\s{1,4}(system\.)?net\.webclient|iwr|irm|invoke-webrequest|invoke-restmethod)[^\r\n]{0,200}(https?:\/\/|ftp:\/\/)/ nocase ascii wide
    $iex_last = /new-object\s{1,4}(system\.)?net\.webclient\)?\.download(string|data)\([^\r\n]{1,300}\|\s{0,4}(iex|invoke-expression)\b/ nocase ascii wide
    $hidden = /-w(indowstyle)?\s{1,4}(hidden|1)\s/ nocase ascii wide
    $bypass = /-(ep|exec|executionpolicy)\s{1,4}(bypass|unrestricted)/ nocase ascii wide
    $fetch = /download(string|file|data)\(\s{0,4}['"]https?:\/\// nocase ascii wide
  condition:
    filesize < 5MB and extension != ".md" and extension != ".html" and
    ((any of ($iex*) and ($hidden or $bypass or filesize < 20KB)) or ($hidden and $bypass and $fetch))
}

rule PowerShell_Download_Hidden_In_Base64 : T1027
{
  meta:
    description = "A download command of PowerShell hidden in Base64"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1027/"
    date = "2026-11-20"
  strings:
    $string = "Net.WebClient" base64wide
    $method = "DownloadString" base64wide
    $expression = "Invoke-Expression" base64wide
    $powershell = "powershell" nocase ascii wide
  condition:
    filesize < 5MB and $powershell and 2 of ($string, $method, $expression)
}

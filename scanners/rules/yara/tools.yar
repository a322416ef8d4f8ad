// SPDX-License-Identifier: Apache-2.0
// Tools that attackers bring along. Written as patterns, so that this file does not show the very
// strings that an antivirus looks for.

rule Tool_Mimikatz : tool T1003
{
  meta:
    description = "Mimikatz, which takes passwords from Windows' memory"
    severity = "critical"
    certainty = "probable"
    reference = "https://attack.mitre.org/software/S0002/"
    date = "2026-11-20"
  strings:
    $author = /gentil[k]iwi/ ascii wide
    $name = /mimi[k]atz/ nocase ascii wide
    $logon = /sekur[l]sa::(logonpasswords|minidump|pth|tickets)/ nocase ascii wide
    $dump = /lsa[d]ump::(sam|dcsync|lsa|secrets|cache)/ nocase ascii wide
    $module = /kuhl_m_(sekur[l]sa|lsa[d]ump|kerberos|crypto)/ ascii wide
    $prompt = /mimi[k]atz(\(commandline\))? #/ ascii wide
  condition:
    filesize < 20MB and
    ((uint16(0) == 0x5A4D and 3 of them) or ($author and $prompt) or #module > 3)
}

rule Tool_Mimikatz_Output : tool T1003
{
  meta:
    description = "Text left by Mimikatz: passwords were read on this machine or elsewhere"
    severity = "high"
    certainty = "possible"
    reference = "https://attack.mitre.org/software/S0002/"
    date = "2026-11-20"
  strings:
    $id = /Authentication Id\s{1,4}: \d{1,10} ; \d{1,12} \(/ ascii wide
    $ntlm = /\* NTLM\s{1,6}: [0-9a-f]{32}/ ascii wide
  condition:
    filesize < 20MB and uint16(0) != 0x5A4D and all of them
}

rule Tool_Cobalt_Strike_Beacon : tool S0154
{
  meta:
    description = "Beacon of Cobalt Strike with its configuration"
    severity = "critical"
    certainty = "probable"
    reference = "https://attack.mitre.org/software/S0154/"
    date = "2026-11-20"
  strings:
    // Settings 1 (type, short), 2 (port, short), 3 (sleep, int) in their order, under the two XOR
    // keys that versions 3 and 4 put on them.
    $key_69 = { 69 68 69 68 69 6B ?? ?? 69 6B 69 68 69 6B ?? ?? 69 6A 69 6B 69 6D }
    $key_2e = { 2E 2F 2E 2F 2E 2C ?? ?? 2E 2C 2E 2F 2E 2C ?? ?? 2E 2D 2E 2C 2E 2A }
  condition:
    any of them
}

rule Tool_Credential_Or_Domain_Collector : tool T1555
{
  meta:
    description = "Known collector of passwords or of a network's accounts"
    severity = "critical"
    certainty = "probable"
    reference = "https://attack.mitre.org/software/S0521/"
    date = "2026-11-20"
  strings:
    $hound = /Sharp[H]ound(Common)?(\.|Namespace| v)/ ascii wide
    $hound_option = /CollectionMethod|collectallproperties/ nocase ascii wide
    $lazagne = /la[Z]agne\.(softwares|config)/ ascii wide
    $rubeus = /Rubeus\.(Commands|lib|Domain)/ ascii wide
    $certify = /Sharp[D]PAPI|Seat[b]elt\.Commands|Cert[i]fy\.Commands/ ascii wide
  condition:
    uint16(0) == 0x5A4D and filesize < 20MB and
    (($hound and $hound_option) or $lazagne or $rubeus or $certify)
}

rule Tool_PsExec_Service : tool dual_use S0029
{
  meta:
    description = "Service part of PsExec, left where commands were run from another computer"
    severity = "medium"
    certainty = "possible"
    reference = "https://learn.microsoft.com/sysinternals/downloads/psexec"
    date = "2026-11-20"
  strings:
    $pipe = /\\\\\.\\pipe\\PSEXE[S]VC|PSEXE[S]VC/ wide
    $title = /PsExec Ser[v]ice( Host)?/ ascii wide
  condition:
    uint16(0) == 0x5A4D and filesize < 2MB and all of them and
    filename matches /^psexesvc/i
}

rule Tool_Rclone_Configuration : tool dual_use T1567
{
  meta:
    description = "Settings of rclone: files may have been copied to a cloud storage"
    severity = "high"
    certainty = "possible"
    reference = "https://attack.mitre.org/software/S1040/"
    date = "2026-11-20"
  strings:
    $type = /(^|\n)\s{0,4}type = (mega|sftp|ftp|s3|webdav|pcloud|dropbox|b2|drive|onedrive|swift|azureblob|box)\s/
    $secret = /(^|\n)\s{0,4}(pass|token|secret_access_key|key|client_secret|account) = /
  condition:
    filesize < 256KB and all of them and extension matches /^\.(conf|config|txt|ini)$/i
}

rule Tool_Ngrok_Tunnel : tool dual_use S0508
{
  meta:
    description = "ngrok, which opens a tunnel to this computer from the Internet"
    severity = "medium"
    certainty = "possible"
    reference = "https://attack.mitre.org/software/S0508/"
    date = "2026-11-20"
  strings:
    $path = /incons[h]reveable\/(muxado|ngrok)|go\.ngrok\.com\/(cmd|lib)/
    $token = /(^|\n)\s{0,4}auth[t]oken: ?[0-9A-Za-z_]{20,}/
    $host = /ngrok(-agent)?\.com/
  condition:
    (uint16(0) == 0x5A4D and $path and $host) or
    (filename matches /^ngrok\.ya?ml$/i and $token)
}

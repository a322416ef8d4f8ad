// SPDX-License-Identifier: Apache-2.0
// Pages that run what a visitor sends them (MITRE ATT&CK T1505.003).

rule Webshell_Php_Runs_Request : T1505
{
  meta:
    description = "PHP page that runs what the visitor sends"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    date = "2026-11-20"
  strings:
    $php = /<\?(php|=)/ nocase
    $eval = /\b(eval|assert)\s{0,4}\(\s{0,4}@?(base64_decode|gzinflate|str_rot13|gzuncompress)?\s{0,4}\(?\s{0,4}@?\$_(post|get|request|cookie)\s{0,2}\[/ nocase
    $shell = /\b(system|passthru|shell_exec|popen|proc_open)\s{0,4}\(\s{0,4}@?\$_(post|get|request|cookie)\s{0,2}\[/ nocase
    $packed = /\beval\s{0,4}\(\s{0,4}(gzinflate|gzuncompress|str_rot13)\s{0,4}\(\s{0,4}base64_decode\s{0,4}\(\s{0,4}['"][A-Za-z0-9+\/]{200}/ nocase
  condition:
    filesize < 1MB and $php and ($eval or $shell or $packed)
}

rule Webshell_Asp_Runs_Request : T1505
{
  meta:
    description = "ASP or ASP.NET page that runs what the visitor sends"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    date = "2026-11-20"
  strings:
    $asp = /<%\s{0,4}@?/
    $eval = /\beval\s{0,4}\(?\s{0,4}request(\.item|\.form|\.querystring)?\s{0,4}[\[\(]/ nocase
    $execute = /\bexecute(global)?\s{0,4}\(?\s{0,4}request(\.form|\.querystring)?\s{0,4}\(/ nocase
    $start = /process\.start\(\s{0,4}(["']cmd(\.exe)?["']\s{0,4},\s{0,4})?request[\.\[]/ nocase
  condition:
    filesize < 1MB and $asp and any of ($eval, $execute, $start)
}

rule Webshell_Jsp_Runs_Request : T1505
{
  meta:
    description = "JSP page that runs what the visitor sends"
    severity = "high"
    certainty = "probable"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    date = "2026-11-20"
  strings:
    $jsp = "<%"
    $run = /getruntime\(\)\s{0,4}\.\s{0,4}exec\s{0,4}\([^\r\n;]{0,80}request\s{0,4}\.\s{0,4}getparameter/ nocase
  condition:
    filesize < 1MB and $jsp and $run
}

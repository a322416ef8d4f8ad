// SPDX-License-Identifier: Apache-2.0

rule Ransom_Note_Wording : ransomware T1486
{
  meta:
    description = "Words of a ransom note: files encrypted, a way to reach the blackmailers"
    severity = "critical"
    certainty = "probable"
    reference = "https://www.cisa.gov/stopransomware"
    date = "2026-11-20"
  strings:
    $deed_1 = /(your|all|the) (files|data|documents|network|servers?|computers?|systems?)[^\r\n]{0,60}(been |are |were |was |is )(\w{1,12} ){0,3}encrypted/ nocase ascii wide
    $deed_2 = /vos (fichiers|donn.{1,2}es|documents)[^\r\n]{0,60}(chiffr|crypt).{1,2}e?s/ nocase ascii
    $onion = /[a-z2-7]{56}\.onion/ nocase ascii wide
    $tor = /tor[ -]?browser|torproject\.org\/download/ nocase ascii wide
    $coin = /\b(bitcoins?|monero)\b/ nocase ascii wide
    $mail = /@(proton(mail)?\.(com|me)|tuta(nota|mail)?\.(com|io)|onionmail\.(org|com)|cock\.li|airmail\.cc)/ nocase ascii wide
    $warn = /(do not|don.?t) (try to |attempt to )?(rename|modify|edit|decrypt|recover|use third)/ nocase ascii wide
    $offer = /(decryptor|decryption (tool|key|software)|decrypt (one|1|two|2|several) (file|of)|free decryption)/ nocase ascii wide
    $steal = /(leak|publish|stolen|exfiltrat|downloaded) / nocase ascii wide
  condition:
    filesize < 64KB and uint16(0) != 0x5A4D and any of ($deed*) and
    any of ($onion, $tor, $coin, $mail) and 4 of them and
    not extension matches /^\.(yar|yara|yml|yaml|json|md|py|cs|go|rs|dll|exe)$/i
}

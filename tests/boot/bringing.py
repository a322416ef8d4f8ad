# SPDX-License-Identifier: Apache-2.0
"""The pass `rules`: what a provider drops on the key looks for more, and what is damaged is said."""
import hashlib
import json
import os
import shutil
import sys
import zipfile

from proofs import partition

MARKER = b"TROUSSE-DEMO-PETITLOUP-DROPPER"
TITLE = "Journal vidé, règle du prestataire"
SIGMA = f"""title: {TITLE}
status: test
logsource:
    product: windows
    service: security
detection:
    selection:
        EventID: 1102
    condition: selection
level: high
"""
YARA = "rule never { condition: false }\n"


def rules(bench):
    """Sigma rules, a damaged YARA rule and ClamAV signatures on the key: the archive's findings, its journal
    and its report tell of each."""
    practice = bench.demonstration_disk()
    _drop(bench)
    guided = bench.start("secure", bench.practice_options(practice), memory=3072)
    guided.until("C'est terminé pour la clé")
    bench.switch_off()
    bench.prove_disks_unchanged()
    opened = bench.prove_archive()
    with open(os.path.join(opened, "data/findings.jsonl"), encoding="utf-8") as file:
        seen = {(one["kind"], one["rule"]) for one in map(json.loads, file)}
    assert ("clamav", "Trousse.Test.Marker-1.UNOFFICIAL") in seen, seen
    assert ("event_log", TITLE) in seen, seen
    taken = os.path.join(bench.folder, "taken")
    archive = next(name for name in os.listdir(taken) if name.endswith(".zip"))
    with zipfile.ZipFile(os.path.join(taken, archive)) as whole:
        journal = whole.read("journal.jsonl").decode()
    for word in ('"clamd":"ClamAV ', '"set":"clamav"', '"set":"sigma-given"'):
        assert word in journal, f"{word} is not in the journal"
    assert "never" not in journal, "a rule's name is in the journal"
    with open(os.path.join(opened, "data/report.html"), encoding="utf-8") as file:
        assert "SHA256SUMS" in file.read(), "the damaged rule file is not told"
    bench.say("signatures and rules of the key were used, the damaged file is told")


def _drop(bench):
    folder = os.path.join(bench.folder, "dropped")
    for name, text in (("regles/prestataire.yml", SIGMA), ("regles/abime.yar", YARA),
                       ("clamav/essai.ndb", f"Trousse.Test.Marker-1:0:*:{MARKER.hex()}\n")):
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(folder, "regles/SHA256SUMS"), "w") as file:
        for name, text in (("prestataire.yml", SIGMA), ("abime.yar", YARA + " ")):
            file.write(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n")
    sys.path.append(os.path.join(os.path.dirname(__file__), "../../image/steps"))
    from exfat_files import Volume, add
    volume = Volume(bench.key, partition(bench.key, "TROUSSE")["start"] * 512)
    add(volume, folder, 1760000000)
    volume.file.close()
    shutil.rmtree(folder)

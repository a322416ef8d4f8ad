# SPDX-License-Identifier: Apache-2.0
"""The passes of tests/boot, each a story told from outside."""
import json
import os
import re
import time

from proofs import bytes_of, first_sector_of, partition, take_out

from bringing import rules  # noqa: E402,F401
from renewing import renew  # noqa: E402,F401

LAST = "C'est terminé pour la clé"


def secure(bench):
    """Secure Boot: from power-on to the archive, with a second disk plugged in and the cable out on the way."""
    practice, _ = bench.demonstration_disk(), bench.backup_disk()
    guided = bench.start("secure", bench.practice_options(practice))
    bench.plug("backup", bench.disks["backup"])
    guided.until("Une liaison reste ouverte")
    _cable(bench)
    guided.until(LAST)
    bench.say("the path is done")
    bench.switch_off()
    bench.prove_disks_unchanged()
    bench.prove_archive()


def _cable(bench):
    """The screen of the network follows the cable, out and in again; it stays in for the rest of the pass."""
    pc = bench.machine
    pc.wait_for("relié", seconds=30)
    for plugged, sentence in ((False, "La machine ne montre aucune liaison"), (True, "Une liaison reste ouverte")):
        pc.ask("set_link", name="card", up=plugged)
        began = time.monotonic()
        pc.wait_for(sentence, seconds=30)
        pc.picture("cable-in" if plugged else "cable-out")
        bench.say(f"the cable {'in' if plugged else 'out'} is seen {time.monotonic() - began:.1f} s later")


def bios(bench):
    """Old firmware: the whole thread once more, and the technician's shell on the way."""
    guided = _to_the_disks(bench, "bios", bench.demonstration_disk())
    _as_a_technician(bench)
    guided.until(LAST)
    bench.switch_off()
    bench.prove_disks_unchanged()
    bench.prove_archive()


def uefi(bench):
    """UEFI without Secure Boot: the first screen, the disk is found, nothing is written."""
    _to_the_disks(bench, "uefi", bench.demonstration_disk())
    bench.prove_untouched()
    bench.machine.kill()
    bench.prove_disks_unchanged()


def plain_display(bench):
    """"Affichage sûr", under Secure Boot and under old firmware: the path's screens on what the firmware gives."""
    practice = bench.demonstration_disk()
    for firmware in ("secure", "bios"):
        _to_the_disks(bench, firmware, practice, choice=1)
        bench.machine.picture(f"disks-{firmware}")
        bench.as_technician("cat /proc/cmdline", "nomodeset")
        bench.prove_untouched()
        bench.machine.kill()
        bench.prove_disks_unchanged()


def _to_the_disks(bench, firmware, practice, choice=None):
    guided = bench.start(firmware, bench.practice_options(practice), choice=choice)
    guided.until("Choisissez le disque", seconds=400)
    bench.machine.wait_for("PC-CABINET-01", seconds=60)
    return guided


def _as_a_technician(bench):
    """The shell behind its warning; even there a disk refuses to be written, and nothing gets out."""
    pc = bench.machine
    bench.open_technician(seconds=30)
    pc.type("trousse sources\n")
    pc.wait_for("Trousse ne fait que lire", seconds=120)
    pc.type("clear\n")
    pc.type("dd if=/dev/zero of=/dev/nvme0n1 bs=512 count=1\n")
    text = pc.wait_for("not permitted", "denied", "Read-only", "records out", seconds=30)
    assert "1+0 records out" not in text, text
    pc.picture("disk-refuses")
    pc.type("clear\n")
    pc.type("busybox udhcpc -n -i eth0\n")
    pc.wait_for("no lease", seconds=120)
    pc.type("nft list ruleset\n")
    pc.wait_for("out_eth0", seconds=30)
    pc.picture("no-way-out")
    pc.press("alt-f1")
    pc.wait_for("Choisissez le disque", seconds=30)
    bench.say("the technician's shell: the disk refuses to be written, nothing gets out")


def power_cut(bench):
    """The power is cut in the middle of the collection; the next start goes on, and the archive verifies."""
    practice = bench.demonstration_disk()
    guided = bench.start("secure", bench.slow_practice_options(practice))
    guided.until("Temps restant")
    time.sleep(3)
    bench.machine.kill()
    rescue = guided.rescue
    bench.say("power cut at work")
    guided = bench.start("secure", bench.practice_options(practice))
    guided.rescue = rescue
    assert "Un dossier commencé vous attend" in bench.machine.text(), "the case begun is not offered"
    guided.until(LAST)
    bench.switch_off()
    bench.prove_disks_unchanged()
    bench.prove_archive()


def bad_disk(bench):
    """The disk cannot read one cluster of an event log: an archive all the same, with the gap listed."""
    practice = bench.demonstration_disk()
    first = first_sector_of(practice, "Windows/System32/winevt/Logs/Security.evtx")
    rules = os.path.join(bench.folder, "errors.conf")
    with open(rules, "w") as file:
        for sector in range(first + 16, first + 24):
            file.write(f'[inject-error]\nevent = "read_aio"\nerrno = "5"\nsector = "{sector}"\nonce = "off"\n')
    guided = bench.start("secure", [
        "-blockdev", f"driver=file,filename={practice},node-name=practice-file",
        "-blockdev", f"driver=blkdebug,config={rules},image=practice-file,node-name=failing",
        "-blockdev", "driver=raw,file=failing,node-name=practice",
        "-device", "nvme,id=nvme0,drive=practice,serial=PRACTICE"])
    guided.until(LAST)
    bench.switch_off()
    bench.prove_disks_unchanged()
    opened = bench.prove_archive()
    with open(os.path.join(opened, "data/outcomes.jsonl"), encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    logs = [one for one in answers if one.get("path", "").endswith("/Logs/Security.evtx")]
    assert logs and all(one.get("gaps") or one["answer"] == "failed" for one in logs), logs
    bench.say(f"the gap is listed: {[one.get('gaps') or one['answer'] for one in logs]}")


def pulled(bench):
    """The key is pulled while it is written: said, and goes on when it is back."""
    practice = bench.demonstration_disk()
    guided = bench.start("secure", bench.slow_practice_options(practice))
    guided.until("Temps restant")
    bench.machine.ask("device_del", id="stick")
    bench.say("key pulled")
    bench.machine.wait_for("La clé est débranchée", seconds=300)
    bench.machine.picture("pulled")
    bench.machine.ask("device_add", driver="usb-storage", id="stick2", drive="key", bus="usb.0", serial="TROUSSE1")
    time.sleep(15)
    guided.until(LAST)
    bench.switch_off()
    bench.prove_disks_unchanged()
    bench.prove_archive()


def other_disk(bench):
    """Cases are kept on another USB disk: one that holds something is refused, an empty one is taken."""
    practice = bench.demonstration_disk()
    full, other = bench.exfat_disk("full", 64, "photos de famille"), bench.exfat_disk("other", 1024)
    bench.remember("full", full)
    guided = bench.start("secure", bench.practice_options(practice))
    _ask_for_another_disk(bench, "full", full)
    bench.machine.wait_for("n'est pas vide", seconds=60)
    guided.go("ret")
    bench.machine.wait_for("pas à pas", seconds=60)
    _ask_for_another_disk(bench, "other", other)
    bench.machine.wait_for("garder le dossier sur ce disque", seconds=60)
    bench.machine.picture("another-disk")
    guided.go("ret")
    guided.until(LAST)
    bench.switch_off()
    bench.prove_disks_unchanged()
    on_key = take_out(bench.key, os.path.join(bench.folder, "on-key"), partition(bench.key, "TROUSSE")["start"])
    assert not [name for name in on_key if name.endswith(".zip")], on_key
    bench.prove_one_archive(other, "taken", take_out(other, os.path.join(bench.folder, "taken")))


def _ask_for_another_disk(bench, name, path):
    pc = bench.machine
    bench.guided.go("esc")
    pc.wait_for("Voulez-vous quitter", seconds=30)
    bench.guided.go("down")
    bench.guided.go("ret")
    pc.wait_for("Trousse est arrêtée", seconds=60)
    pc.type("d\n")
    pc.wait_for("Branchez maintenant", seconds=30)
    bench.plug(name, path)
    time.sleep(15)
    pc.press("ret")


def test_key(bench):
    """"Tester la clé": each file of the key holds its sum; a changed byte is found, of the system and beside
    the loader."""
    for damaged in (False, True):
        if damaged:
            _damage(bench.key, "TROUSSE-A", 8 << 20)
            words = bytes_of(bench.key, partition(bench.key, "TROUSSE-OS"))
            _damage(bench.key, "TROUSSE-OS", words.index(b"Project-Id-Version: grub"))  # fr.mo
        bench.machine = bench.new_machine("secure").start()
        bench.machine.choose_in_menu(3)
        # The kernel's own letters differ a little from the font they are read with: no accents, no f.
        text = bench.machine.wait_for("as it was made", "damaged or changed", seconds=300)
        bench.machine.picture("tested")
        assert ("damaged or changed" in text) == damaged, text
        for name in (r"system\.squash.s: FAILED", r"locale/.r\.mo: FAILED"):
            assert bool(re.search(name, text)) == damaged, text
        bench.machine.kill()


def _damage(key, name, offset):
    with open(key, "r+b") as file:
        file.seek(partition(key, name)["start"] * 512 + offset)
        file.write(b"damaged")


def keyboard(bench):
    """Another keyboard, chosen in the menu below the menu."""
    bench.machine = bench.new_machine("secure").start()
    bench.machine.choose_in_menu(4)
    time.sleep(3)
    bench.machine.press("down", "down", "down", "ret")
    bench.machine.wait_for("pas à pas", seconds=600)
    bench.open_technician()
    pc = bench.machine
    # As typed on QWERTY.
    pc.press(*"cat", "spc", "slash", *"run", "slash", *"trousse", "slash", *"keyboard", "ret")
    pc.wait_for("\nus", seconds=30)
    pc.picture("qwerty")


def locked_key(bench):
    """A key with its lock on: said, and nothing is begun."""
    bench.machine = bench.new_machine("secure", key_read_only=True).start()
    bench.machine.wait_for("refuse l'écriture", seconds=600)
    bench.machine.picture("locked")


def memory(bench):
    """"Copier en mémoire": the first screen comes as well."""
    practice = bench.demonstration_disk()
    bench.machine = bench.new_machine("secure", extra=bench.practice_options(practice), memory=3072).start()
    bench.machine.choose_in_menu(2)
    bench.machine.events.clear()  # of the firmware, which sets the clock's registers
    bench.machine.wait_for("pas à pas", seconds=600)
    bench.machine.picture("first")
    bench.prove_untouched()

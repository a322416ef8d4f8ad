# SPDX-License-Identifier: Apache-2.0
"""The pass `renew`: a newer image dropped on the key, from the offer to the system that it brings."""
import hashlib
import os
import re
import shutil
import sys
import time

from proofs import bytes_of, partition, take_out

NEWER = 30 * 86400  # seconds
CHOICE = 2047       # the sector of TROUSSE-BIOS that says which system starts
PREVIOUS = 5        # its number in the menu
DAMAGED, NEW = "trousse-abimee.img", "trousse-nouvelle.img"


def renew(bench):
    """A newer image dropped on the key: one that has not its sum is refused, a cut in the middle of the copy
    leaves a key that starts, then the new system runs; the old one and the loaders stay, bit for bit."""
    bench.start("secure")  # the first start makes room for a second system
    bench.machine.kill()
    before = _loaders_and_first(bench.key)
    seconds = _drop_images(bench)

    _to_the_offer(bench)
    _cut_while_copying(bench)
    assert _loaders_and_first(bench.key) == before, "the cut changed what starts the key"
    _to_the_offer(bench)
    _accept(bench)
    assert _loaders_and_first(bench.key) == before, "the update changed the loaders or the system that ran"
    _names_on_the_key(bench)

    bench.start("secure")  # the damaged image is not newer any more
    _runs(bench, "b", seconds)
    bench.machine.kill()

    _write_sector(bench.key, os.urandom(512))  # torn
    bench.start("bios", choice=PREVIOUS)
    _runs(bench, "b", seconds)
    bench.say("with the choice torn, the first system is proposed, and the other one is below it in the menu")


def _loaders_and_first(key):
    """Hashes of the loaders' partition and of what the image brought as its first system."""
    first = partition(key, "TROUSSE-A")
    system = bytes_of(key, first)
    size = int.from_bytes(system[32:36], "little")  # of the FAT, in sectors
    return [hashlib.sha256(part).hexdigest()
            for part in (bytes_of(key, partition(key, "TROUSSE-OS")), system[:size * 512])]


def _newer(image):
    """The bytes of an image that says it was made 30 days later: its version file and the sum of it changed."""
    with open(image, "rb") as file:
        data = bytearray(file.read())
    at = data.index(b"layout=1\nversion=")
    end = data.index(b"\n", data.index(b"time=", at)) + 1
    old = bytes(data[at:end])
    seconds = int(re.search(rb"time=(\d+)", old).group(1)) + NEWER
    new = re.sub(rb"time=\d+", b"time=%d" % seconds, old)
    assert len(new) == len(old)
    sums = data.index(hashlib.sha256(old).hexdigest().encode())
    data[at:end] = new
    data[sums:sums + 64] = hashlib.sha256(new).hexdigest().encode()
    return bytes(data), seconds


def _drop_images(bench):
    """Two newer images at the top of the evidence partition, one with a wrong sum; gives the time of the newer."""
    folder = os.path.join(bench.folder, "dropped")
    os.makedirs(folder)
    data, seconds = _newer(bench.image)
    for name, summed in ((DAMAGED, data + b"\0"), (NEW, data)):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
        with open(os.path.join(folder, name + ".sha256"), "w") as file:
            file.write(f"{hashlib.sha256(summed).hexdigest()}  trousse.img\n")
    sys.path.append(os.path.join(os.path.dirname(__file__), "../../image/steps"))
    from exfat_files import Volume, add
    volume = Volume(bench.key, partition(bench.key, "TROUSSE")["start"] * 512)
    add(volume, folder, seconds)
    volume.file.close()
    shutil.rmtree(folder)
    return seconds


def _to_the_offer(bench):
    """Starts; the damaged image is offered, accepted and refused; then the other one is offered."""
    bench.start("secure", first=("version plus récente",))
    bench.machine.type("m\n")
    bench.machine.wait_for("Rien n'a été changé", seconds=300)
    bench.machine.picture("refused")
    bench.guided.go("ret")
    bench.machine.wait_for("version plus récente", seconds=60)
    bench.machine.picture("offer")


def _cut_while_copying(bench):
    written = lambda: next(one["stats"]["wr_bytes"] for one in bench.machine.ask("query-blockstats")  # noqa: E731
                           if one.get("node-name") == "key")
    # Counted from before the answer: reading a picture may take longer than the copy.
    at_first = written()
    bench.machine.type("m\n")
    until = time.monotonic() + 600
    while written() < at_first + (12 << 20):
        assert time.monotonic() < until, "nothing is copied"
        time.sleep(0.02)
    bench.machine.kill()
    second = partition(bench.key, "TROUSSE-B")
    assert bytes_of(bench.key, second, sectors=1) == bytes(512), "the copy was done before the cut"
    assert any(bytes_of(bench.key, second)), "nothing was copied yet"
    bench.say("power cut in the middle of the copy")


def _accept(bench):
    bench.machine.type("m\n")
    bench.machine.wait_for("Le prochain démarrage", seconds=400)
    bench.machine.picture("renewed")
    bench.say("the copy is done and was read back")
    bench.machine.press("ret")
    bench.wait_off()
    bench.prove_untouched()
    bench.machine.kill()
    assert b"\nslot=b\n" in _sector(bench.key)


def _names_on_the_key(bench):
    taken = take_out(bench.key, os.path.join(bench.folder, "taken"), partition(bench.key, "TROUSSE")["start"])
    shutil.rmtree(os.path.join(bench.folder, "taken"))
    assert NEW + ".installée" in taken and NEW not in taken, taken
    assert DAMAGED in taken and "LISEZMOI.txt" in taken and "prestataire/LISEZMOI.txt" in taken, taken


def _runs(bench, slot, seconds):
    text = bench.as_technician("cat /proc/cmdline /run/trousse/version", "time=")
    assert f"trousse.slot={slot}" in text.replace("\n", ""), text
    assert f"time={seconds}" in text, text
    bench.say(f"the system {slot} runs, of the new version")


def _sector(key):
    with open(key, "rb") as file:
        file.seek((partition(key, "TROUSSE-BIOS")["start"] + CHOICE) * 512)
        return file.read(512)


def _write_sector(key, data):
    with open(key, "r+b") as file:
        file.seek((partition(key, "TROUSSE-BIOS")["start"] + CHOICE) * 512)
        file.write(data)

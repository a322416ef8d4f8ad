# SPDX-License-Identifier: Apache-2.0
"""What must hold after the PC was switched off: on the disks, on the wire, on the key."""
import hashlib
import json
import os
import subprocess


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def frames(path):
    """The number of frames in a capture [libpcap file format]: 24 bytes of header, then 16 and the frame each."""
    count, at = 0, 24
    data = open(path, "rb").read()
    assert len(data) >= 24, "the capture was not written at all"
    while at + 16 <= len(data):
        at += 16 + int.from_bytes(data[at + 8:at + 12], "little")
        count += 1
    return count


def partition(key, name):
    """The partition of that name; `start` and `size` in sectors."""
    table = json.loads(subprocess.run(["sfdisk", "--json", key], check=True, capture_output=True).stdout)
    return next(part for part in table["partitiontable"]["partitions"] if part.get("name") == name)


def bytes_of(key, part, sectors=None):
    """What a partition, as `partition` gives it, holds; or its first sectors."""
    with open(key, "rb") as file:
        file.seek(part["start"] * 512)
        return file.read((sectors or part["size"]) * 512)


def first_sector_of(disk, name):
    """The sector of the disk on which a file of its largest partition begins, as The Sleuth Kit says."""
    run = lambda *words: subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: E731
    table = json.loads(run("sfdisk", "--json", disk))["partitiontable"]["partitions"]
    start = max(table, key=lambda part: part["size"])["start"]
    entry = next(line for line in run("fls", "-o", str(start), "-r", "-p", disk).splitlines()
                 if line.endswith("\t" + name)).split()[1].split("-")[0]
    cluster = run("istat", "-o", str(start), disk, entry).splitlines()
    at = next(number for number, line in enumerate(cluster) if line.startswith("Type: $DATA")) + 1
    return start + int(cluster[at].split()[0]) * 8  # clusters of 4096 bytes


def take_out(disk, folder, start=0):
    """Every file of the exFAT file system at that sector, read from outside with The Sleuth Kit."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["tsk_recover", "-a", "-o", str(start), "-f", "exfat", disk, folder],
                   check=True, capture_output=True)
    return sorted(os.path.relpath(os.path.join(base, name), folder)
                  for base, _, names in os.walk(folder) for name in names)


def in_clear(key, words):
    """Which of the words stand in the raw bytes of the key, in UTF-8 or UTF-16, in either case."""
    forms = {form: word for word in words
             for form in (word.lower().encode(), word.lower().encode("utf-16-le"))}
    found, tail = set(), b""
    with open(key, "rb") as file:
        while True:
            # Where the file has holes there is nothing.
            block = file.read(8 << 20)
            if not block:
                return sorted(found)
            if block.count(0) == len(block):
                tail = b""
                continue
            window = (tail + block).lower()
            found |= {word for form, word in forms.items() if form in window}
            tail = block[-64:]

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""exfat_files.py IMAGE FOLDER SERIAL EPOCH: puts the files of FOLDER into a fresh exFAT file system
without mounting it, each in one run of clusters. Names as in Microsoft's exFAT specification:
sections 3.1 (boot sector), 6.3 (entry sets), 7.1 (bitmap), 7.4 to 7.7 (file, stream, name)."""
import os
import struct
import sys
import time


class Volume:
    """The exFAT file system that begins at byte `base` of the file."""

    def __init__(self, path, base=0):
        self.file, self.base = open(path, "r+b"), base
        boot = self.read(0, 512)
        assert boot[3:11] == b"EXFAT   "
        heap, self.count, root = struct.unpack_from("<III", boot, 88)
        self.sector = 1 << boot[108]
        self.cluster = self.sector << boot[109]
        self.heap = heap * self.sector
        self.root = self.place(root)
        self.bitmap, self.bitmap_size = self.find_bitmap()

    def read(self, offset, size):
        self.file.seek(self.base + offset)
        return self.file.read(size)

    def write(self, offset, data):
        self.file.seek(self.base + offset)
        self.file.write(data)

    def place(self, cluster):
        return self.heap + (cluster - 2) * self.cluster

    def find_bitmap(self):
        for at in range(0, self.cluster, 32):
            entry = self.read(self.root + at, 32)
            if entry[0] == 0x81:
                first, size = struct.unpack_from("<IQ", entry, 20)
                return self.place(first), size
        raise ValueError("no allocation bitmap")

    def allocate(self, clusters):
        """The first of a run of free clusters, now taken."""
        bits = bytearray(self.read(self.bitmap, self.bitmap_size))
        first = end = 0
        while end - first < clusters:
            assert end < self.count, "no such run is free"
            end += 1
            if bits[(end - 1) // 8] >> ((end - 1) % 8) & 1:
                first = end
        for number in range(first, end):
            bits[number // 8] |= 1 << (number % 8)
        self.write(self.bitmap, bits)
        return first + 2

    def store(self, data):
        clusters = -(-len(data) // self.cluster)
        if clusters == 0:
            return 0
        first = self.allocate(clusters)
        self.write(self.place(first), data.ljust(clusters * self.cluster, b"\0"))
        return first

    def set_serial(self, serial):
        for base in (0, 12 * self.sector):
            self.write(base + 100, struct.pack("<I", serial))
            total = 0
            for index, byte in enumerate(self.read(base, 11 * self.sector)):
                if index not in (106, 107, 112):
                    total = ((total >> 1) | (total << 31)) + byte & 0xFFFFFFFF
            self.write(base + 11 * self.sector, struct.pack("<I", total) * (self.sector // 4))


def sum16(data, skip=()):
    total = 0
    for index, byte in enumerate(data):
        if index not in skip:
            total = ((total >> 1) | (total << 15)) + byte & 0xFFFF
    return total


def stamp(epoch):
    t = time.gmtime(epoch)
    return (t.tm_year - 1980) << 25 | t.tm_mon << 21 | t.tm_mday << 16 | t.tm_hour << 11 | t.tm_min << 5


def entry_set(name, folder, first, size, epoch):
    utf16 = name.encode("utf-16-le")
    names = [utf16[i:i + 30].ljust(30, b"\0") for i in range(0, len(utf16), 30)]
    moment = stamp(epoch)
    head = struct.pack("<BBHHHIIIBBBBB7x", 0x85, 1 + len(names), 0, 0x10 if folder else 0x20, 0,
                       moment, moment, moment, 0, 0, 0x80, 0x80, 0x80)
    flags = 3 if first else 1
    stream = struct.pack("<BBBBHHQIIQ", 0xC0, flags, 0, len(utf16) // 2,
                         sum16(name.upper().encode("utf-16-le")), 0, size, 0, first, size)
    whole = bytearray(head + stream + b"".join(b"\xc1\0" + part for part in names))
    struct.pack_into("<H", whole, 2, sum16(whole, skip=(2, 3)))
    return bytes(whole)


def entries_of(volume, path, epoch):
    """Stores what a folder holds; gives its directory entries."""
    entries = b""
    for name in sorted(os.listdir(path)):
        inner = os.path.join(path, name)
        if os.path.isdir(inner):
            listing = entries_of(volume, inner, epoch).ljust(1, b"\0")
            size = -(-len(listing) // volume.cluster) * volume.cluster
            entries += entry_set(name, True, volume.store(listing), size, epoch)
        else:
            with open(inner, "rb") as file:
                data = file.read()
            entries += entry_set(name, False, volume.store(data), len(data), epoch)
    return entries


def add(volume, folder, epoch):
    """Puts what the folder holds at the top of the volume, whose root has one cluster."""
    entries = entries_of(volume, folder, epoch)
    used = 0
    while volume.read(volume.root + used, 1) != b"\0":
        used += 32
    assert used + len(entries) <= volume.cluster
    volume.write(volume.root + used, entries)


def main():
    volume = Volume(sys.argv[1])
    add(volume, sys.argv[2], int(sys.argv[4]))
    volume.set_serial(int(sys.argv[3], 16))


if __name__ == "__main__":
    main()

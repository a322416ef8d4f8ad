# SPDX-License-Identifier: Apache-2.0
"""Reads a picture of a text console: each cell is compared with the glyphs of the console's font
(PSF 2, as kbd ships it), so what is read is exactly what stands there."""
import gzip
import os
import struct


def read_font(path):
    """(width, height, {rows of bits as bytes: character})"""
    with gzip.open(path) as file:
        data = file.read()
    if data[:4] == b"\x72\xb5\x4a\x86":
        _, _, start, _, count, size, height, width = struct.unpack_from("<8I", data)
        names = data[start + count * size:].split(b"\xff")
        letters = [name.split(b"\xfe")[0].decode("utf-8", "ignore")[:1] for name in names[:count]]
    else:  # PSF 1
        start, mode, height = 4, data[2], data[3]
        width, size, count = 8, height, 512 if mode & 1 else 256
        table = struct.unpack(f"<{(len(data) - start - count * size) // 2}H", data[start + count * size:])
        letters, fresh = [], True
        for code in table:
            if code == 0xFFFF:
                fresh = True
            elif fresh:
                letters.append(chr(code))
                fresh = False
    glyphs = {}
    for number in range(count):
        shape = data[start + number * size:start + (number + 1) * size]
        if number < len(letters) and letters[number]:
            glyphs.setdefault(shape, letters[number])
    glyphs[bytes(size)] = " "
    return width, height, glyphs


def read_picture(path):
    """(width, height, pixels of 3 bytes) of a binary PPM."""
    with open(path, "rb") as file:
        assert file.readline() == b"P6\n"
        width, height = map(int, file.readline().split())
        file.readline()
        return width, height, file.read()


def cell(pixels, stride, x, y, width, height, ground=None):
    """The bits of one cell; the background is the colour in its top left corner, or `ground`."""
    first = y * stride + x * 3
    back = ground or pixels[first:first + 3]
    wide = -(-width // 8)
    rows = bytearray()
    for row in range(height):
        at = first + row * stride
        bits = 0
        for column in range(width):
            bits = bits << 1 | (pixels[at + column * 3:at + column * 3 + 3] != back)
        rows += (bits << (wide * 8 - width)).to_bytes(wide, "big")
    return bytes(rows)


def read_with(font, picture, pitch=None):
    """The lines that `font` reads in `picture`, and how many cells it does not know."""
    width, height, glyphs = font
    across, down, pixels = picture
    pitch = pitch or width
    lines, unknown = [], 0
    for y in range(0, down - height + 1, height):
        line = ""
        for x in range(0, across - pitch + 1, pitch):
            letter = glyphs.get(cell(pixels, across * 3, x, y, width, height))
            if letter is None:
                unknown += 1
                letter = "\N{REPLACEMENT CHARACTER}"
            line += letter
        lines.append(line.rstrip())
    return lines, unknown


def has_menu_bar(picture_path):
    """Whether a bar of one light colour, as high as a letter, lies across the picture: GRUB's choice."""
    across, down, pixels = read_picture(picture_path)
    rows = 0
    for y in range(down):
        row = pixels[y * across * 3:(y + 1) * across * 3]
        middle = row[len(row) // 2 // 3 * 3:][:3]
        light = min(middle, default=0) > 100 and row.count(middle) > across * 0.7
        rows = rows + 1 if light else 0
        if rows >= 12:
            return True
    return False


def read_screen(picture_path, fonts):
    """The text on a picture, by the font that knows most of its cells."""
    picture = read_picture(picture_path)
    best = None
    for name in sorted(os.listdir(fonts)):
        font = read_font(os.path.join(fonts, name))
        across, down = picture[0], picture[1]
        pitches = [font[0]] + ([9] if (across, font[0]) == (720, 8) else [])
        for pitch in pitches:
            if across // pitch > 200:
                continue
            lines, unknown = read_with(font, picture, pitch)
            share = unknown / max(1, len(lines) * (across // pitch))
            if best is None or share < best[0]:
                best = (share, lines)
            if share < 0.005:
                return lines
    return best[1] if best and best[0] < 0.5 else []

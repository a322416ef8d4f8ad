#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""live_start.py IMAGE key|live: starts the image as a USB stick in QEMU (OVMF with Secure Boot, 2 GB, no other
disk) and prints who, and the seconds from power-on to the menu and to the first screen: of the guided path for
the key, the shell or log-in on tty1 for a Debian live image. Enter is pressed once the menu is seen, so no
countdown is counted on either side."""
import os
import shutil
import sys
import tempfile
import time

project = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.join(project, "image"))
from letters import read_picture  # noqa: E402
from machine import Machine  # noqa: E402

FIRST = {"key": ("pas à pas",), "live": ("user@debian", "debian login:")}
FONTS = os.environ.get("TROUSSE_FONTS", os.path.join(project, "build/image/fonts"))


def wait_for_live_menu(machine, seconds=180):
    """live-build's menu has no bar over its choice: it is known by the yellow helmet beside it."""
    path = os.path.join(machine.work, "now.ppm")
    while machine.age() < seconds:
        machine.ask("screendump", filename=path)
        pixels = read_picture(path)[2]
        yellow = sum(red > 150 and blue < red * 0.6 for red, blue in zip(pixels[::30], pixels[2::30]))
        if yellow > 300:
            return
        time.sleep(0.3)
    machine.picture("no-menu")
    raise AssertionError("live-build's menu never came")


def main():
    image, who = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="trousse-live-") as work:
        stick = os.path.join(work, "stick.img")
        shutil.copy(image, stick)
        os.truncate(stick, 3 << 30)
        machine = Machine(stick, "secure", work=work, fonts=FONTS).start()
        try:
            if who == "live":
                wait_for_live_menu(machine)
            else:
                machine.wait_for_menu()
            menu = machine.age()
            machine.press("ret")
            machine.wait_for(*FIRST[who], seconds=900)
            print(f"{who} {menu:.1f} {machine.age():.1f}", flush=True)
            kept = os.environ.get("TROUSSE_LIVE_PICTURES")
            if kept:
                shutil.copy(machine.picture("first"), os.path.join(kept, f"{who}.png"))
        finally:
            machine.kill()


main()

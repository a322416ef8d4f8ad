# SPDX-License-Identifier: Apache-2.0
"""A PC in QEMU with the key in it: what `./dev boot` and tests/boot start. Spoken to by QMP."""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

from letters import has_menu_bar, read_screen

FIRMWARE = "/usr/share/OVMF"
KEYS = {"\n": "ret", " ": "spc"}


class Machine:
    """firmware: secure, uefi or bios. disks: lines for -drive/-device beside the key."""

    def __init__(self, key, firmware="secure", memory=2048, extra=(), work=None, fonts=None, show=False,
                 network=True, key_read_only=False):
        self.work = work or tempfile.mkdtemp(prefix="trousse-boot-")
        self.key, self.firmware, self.fonts = key, firmware, fonts
        self.pictures = 0
        self.events = []
        locked = "on" if key_read_only else "off"
        self.command = ["qemu-system-x86_64", "-nodefaults", "-name", "trousse", "-m", str(memory), "-smp", "2",
                        "-accel", "kvm" if os.access("/dev/kvm", os.W_OK) else "tcg,thread=multi", "-cpu", "max",
                        "-vga", "std", "-rtc", "base=localtime",
                        "-qmp", f"unix:{self.work}/qmp,server=on,wait=off",
                        "-device", "qemu-xhci,id=usb",
                        # By nodes: a drive of the older form vanishes when its device is pulled.
                        "-blockdev", f"driver=file,filename={key},node-name=key-file,read-only={locked}",
                        "-blockdev", f"driver=raw,file=key-file,node-name=key,read-only={locked}",
                        "-device", "usb-storage,id=stick,drive=key,bus=usb.0,removable=on,serial=TROUSSE1,bootindex=0"]
        self.command += ["-display", "gtk" if show else "none"]
        self.command += self.firmware_options()
        if network:
            # A wire to nobody: whatever the card sends is the PC's own. Without its ROM the firmware sends nothing.
            self.command += ["-netdev", "hubport,id=wire,hubid=1",
                             # QEMU 7.2's e1000e does not tell Linux that its cable is out.
                             "-device", "e1000,id=card,netdev=wire,romfile=",
                             "-object", f"filter-dump,id=tap,netdev=wire,file={self.work}/frames.pcap"]
        self.command += list(extra)
        self.process = self.file = None

    def firmware_options(self):
        if self.firmware == "bios":
            return ["-machine", "q35"]
        code, names = {"secure": ("OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.ms.fd"),
                       "uefi": ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd")}[self.firmware]
        variables = f"{self.work}/variables.fd"
        if not os.path.exists(variables):
            shutil.copy(f"{FIRMWARE}/{names}", variables)
        # The firmware that checks signatures keeps its variables for itself; the other one cannot.
        guarded = ["-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on"]
        return [*(guarded if self.firmware == "secure" else ["-machine", "q35"]),
                "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE}/{code}",
                "-drive", f"if=pflash,unit=1,format=raw,file={variables}"]

    def start(self):
        self.began = time.monotonic()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
        for _ in range(100):
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(f"{self.work}/qmp")
                break
            except OSError:
                time.sleep(0.1)
        self.file = connection.makefile("rwb")
        self.file.readline()
        self.ask("qmp_capabilities")
        return self

    def age(self):
        return time.monotonic() - self.began

    def ask(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        self.file.flush()
        while True:
            line = self.file.readline()
            if not line:
                raise ConnectionError("QEMU has gone")
            answer = json.loads(line)
            if "event" in answer:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            else:
                return answer.get("return")

    def press(self, *names):
        """Keys of the keyboard by QEMU's names, one after the other; "ctrl-alt-f2" together."""
        for name in names:
            self.ask("send-key", keys=[{"type": "qcode", "data": key} for key in name.split("-")])
            time.sleep(0.25)

    def type(self, text):
        """A line for a shell, on a keyboard with French letters."""
        moved = {"a": "q", "q": "a", "z": "w", "w": "z", "m": "semicolon", "-": "6", "/": "shift-dot", "=": "equal",
                 "*": "backslash", ".": "shift-comma", "_": "8", ":": "dot", " ": "spc", "\n": "ret",
                 **{digit: f"shift-{digit}" for digit in "0123456789"}}
        self.press(*(moved.get(letter, letter) for letter in text))

    def picture(self, name=None):
        """A PNG of the screen for a person; gives its path."""
        self.pictures += 1
        path = f"{self.work}/{self.pictures:03d}-{name or 'screen'}.png"
        self.ask("screendump", filename=path, format="png")
        return path

    def text(self):
        path = f"{self.work}/now.ppm"
        self.ask("screendump", filename=path)
        return "\n".join(read_screen(path, self.fonts))

    def wait_for(self, *words, seconds=300):
        """Waits until the screen shows one of the words; gives the text."""
        end = time.monotonic() + seconds
        text = ""
        while time.monotonic() < end:
            text = self.text()
            if any(word in text for word in words):
                return text
            time.sleep(1)
        self.picture("not-what-was-awaited")
        raise AssertionError(f"the screen never says {words}:\n{text}")

    def wait_for_menu(self, seconds=180):
        path = f"{self.work}/now.ppm"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.ask("screendump", filename=path)
            if has_menu_bar(path):
                return
            time.sleep(0.3)
        raise AssertionError("GRUB's menu never came")

    def choose_in_menu(self, number):
        """Waits for GRUB's menu, stops its countdown, and starts the entry of that number, from 0."""
        self.wait_for_menu()
        self.press("home", *["down"] * number)
        self.picture("menu")
        self.press("ret")

    def writes(self):
        """{drive: number of write requests that the PC made to it}, as QEMU counted."""
        counted = {}
        for block in self.ask("query-blockstats"):
            stats = block["stats"]
            counted[block.get("device") or block.get("node-name") or block.get("qdev")] = (
                stats["wr_operations"] + stats["unmap_operations"] + stats.get("zone_append_operations", 0))
        return counted

    def wait_off(self, seconds=120):
        self.process.wait(seconds)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

# SPDX-License-Identifier: Apache-2.0
"""What a pass needs: a key, victims' disks, a machine, and the program outside to check with."""
import os
import shutil
import subprocess
import time

from guided import Guided
from machine import Machine
from proofs import digest, frames, in_clear, partition, take_out

KEY_SIZE = 3 << 30
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
FIRST = ("pas à pas", "Un dossier commencé vous attend")
CANARIES = ["PC-CABINET", "PETITLOUP", "Alice.Martin", "ordonnance_martin", "sauvegarde-canari-7731"]


class Bench:
    def __init__(self, build, image, folder):
        self.build, self.image, self.folder = build, image, folder
        self.key = os.path.join(folder, "key.img")
        shutil.copy(image, self.key)
        os.truncate(self.key, KEY_SIZE)
        self.disks, self.before, self.machine = {}, {}, None

    def say(self, text):
        print(f"   {self.machine.age() if self.machine else 0:5.0f} s  {text}", flush=True)

    def demonstration_disk(self):
        path = os.path.join(self.folder, "practice.img")
        subprocess.run([f"{self.build}/tests/tools/make_disk", "demo", path], check=True, capture_output=True)
        self.remember("practice", path)
        return path

    def backup_disk(self):
        """Another disk of the practice, with words on it that must not be found on the key."""
        path = os.path.join(self.folder, "backup.img")
        with open(path, "wb") as file:
            file.truncate(64 << 20)
            file.seek(1 << 20)
            file.write(b"sauvegarde-canari-7731 " * 1000)
        self.remember("backup", path)
        return path

    def remember(self, name, path):
        self.disks[name], self.before[name] = path, digest(path)

    def practice_options(self, path, read="driver=raw"):
        return ["-blockdev", f"driver=file,filename={path},node-name=practice-file",
                "-blockdev", f"{read},file=practice-file,node-name=practice",
                "-device", "nvme,id=nvme0,drive=practice,serial=PRACTICE"]

    def slow_practice_options(self, path):
        """The same on a disk of 0.5 MB a second: its work is seen however slowly the screen is read."""
        return ["-object", "throttle-group,id=slow,x-bps-read=500000,x-bps-read-max=4000000",
                *self.practice_options(path, read="driver=throttle,throttle-group=slow")]

    def new_machine(self, firmware, **more):
        fonts = os.path.join(os.path.dirname(self.image), "fonts")
        return Machine(self.key, firmware, work=self.folder, fonts=fonts, **more)

    def start(self, firmware, extra=(), first=FIRST, choice=None, **more):
        """Switches the PC on; back once the doctor's first screen is there, with no key pressed, or
        after the menu's entry `choice`. `first`: what the screen awaited says."""
        # Seen once: QEMU without KVM, on a loaded machine, gave a second processor the breakpoint that the
        # kernel was just writing over its own code; it stops within three seconds, before any disk is seen.
        for last in (False, True):
            self.machine = self.new_machine(firmware, extra=["-no-shutdown", *extra], **more).start()
            # The firmware sets the clock's registers before the loader; from the menu on it is us.
            if choice is None:
                self.machine.wait_for_menu()
            else:
                self.machine.choose_in_menu(choice)
            self.machine.events.clear()
            text = self.machine.wait_for(*first, "Kernel panic", seconds=600)
            if "Kernel panic" not in text:
                break
            self.machine.picture("panic")
            assert not last and "int3" in text, f"the kernel stops:\n{text}"
            self.say("QEMU broke the kernel that patches itself; once more")
            self.machine.kill()
        self.say("first screen")
        self.machine.picture("first")
        self.guided = Guided(self.machine, pictures=[])
        return self.guided

    def plug(self, name, path):
        self.machine.ask("blockdev-add", **{"node-name": name, "driver": "raw",
                                            "file": {"driver": "file", "filename": path}})
        self.machine.ask("device_add", driver="usb-storage", id=f"{name}-stick", drive=name, bus="usb.0")

    def exfat_disk(self, name, megabytes, text=""):
        """An exFAT disk without a partition table; with one file that holds the text, or empty."""
        path = os.path.join(self.folder, f"{name}.img")
        with open(path, "wb") as disk:
            disk.truncate(megabytes << 20)
        subprocess.run(["mkfs.exfat", "-L", name.upper(), path], check=True, capture_output=True)
        if text:
            files = os.path.join(self.folder, f"{name}-files")
            os.makedirs(files)
            with open(os.path.join(files, "note.txt"), "w", encoding="utf-8") as file:
                file.write(text)
            subprocess.run(["python3", os.path.join(PROJECT, "image/steps/exfat_files.py"), path, files, "1234abcd",
                            "1760000000"], check=True)
        return path

    def switch_off(self):
        """From the path's last screen to a PC without power; gives what QEMU counted by then."""
        self.guided.go("ret")
        self.machine.wait_for("Trousse est arrêtée", seconds=60)
        self.machine.picture("ended")
        self.machine.press("ret")
        self.wait_off()
        self.prove_untouched()
        self.machine.kill()

    def wait_off(self):
        """Until the PC has switched itself off; QEMU stays, and answers."""
        for _ in range(120):
            if self.machine.ask("query-status")["status"] in ("shutdown", "paused"):
                return
            time.sleep(1)
        self.machine.picture("still-on")
        raise AssertionError("the PC does not switch off")

    def open_technician(self, seconds=60):
        """To the shell on tty2, past its warning."""
        pc = self.machine
        pc.press("alt-f2")
        pc.wait_for("ATTENTION", seconds=seconds)
        pc.picture("warning")
        pc.press("ret")
        pc.wait_for("trousse#", seconds=seconds)

    def as_technician(self, command, word):
        """What the shell on tty2 shows after a command, once it shows the word."""
        self.open_technician()
        pc = self.machine
        pc.type(f"{command}\n")
        text = pc.wait_for(word, seconds=60)
        pc.picture("technician")
        pc.press("alt-f1")
        return text

    def prove_untouched(self):
        """No write request reached a victim's disk, no frame left, no clock was set."""
        for name, count in self.machine.writes().items():
            own = name in ("key", "pflash0", "pflash1", "other")
            assert own or count == 0, f"{count} writes to {name}"
        missing = set(self.disks) - set(self.machine.writes())
        assert not missing, f"not counted: {missing}"
        self.machine.ask("query-status")
        assert not [e for e in self.machine.events if e["event"] == "RTC_CHANGE"], "the PC's clock was set"
        sent = frames(os.path.join(self.folder, "frames.pcap"))
        assert sent == 0, f"{sent} frames left the card"
        self.say("no write to a disk, no frame on the wire, no clock set")

    def prove_disks_unchanged(self):
        for name, path in self.disks.items():
            assert digest(path) == self.before[name], f"the disk {name} has changed"
        self.say("the disks are as they were, bit for bit")

    def program(self, *words):
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        return subprocess.run([f"{self.build}/cli/trousse", *words], capture_output=True, text=True, env=environment)

    def prove_archive(self):
        """The one archive on the key is whole, and nothing of the disks stands in clear on the key."""
        start = partition(self.key, "TROUSSE")
        assert start["size"] * 512 > KEY_SIZE // 2, "the evidence partition did not grow"
        files = take_out(self.key, os.path.join(self.folder, "taken"), start["start"])
        assert "LISEZMOI.txt" in files and "prestataire/LISEZMOI.txt" in files, files
        return self.prove_one_archive(self.key, "taken", files)

    def prove_one_archive(self, disk, folder, files):
        """The one archive among the files has the fingerprint of the screen, opens with the code of the
        screen; nothing of the examined disks stands in clear on the one that it lies on."""
        archives = [name for name in files if name.endswith(".zip")]
        assert len(archives) == 1, f"not one archive: {files}"
        archive = os.path.join(self.folder, folder, archives[0])
        verified = self.program("verify", archive)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert self.guided.fingerprint and self.guided.fingerprint in verified.stdout, verified.stdout
        code = os.path.join(self.folder, "code.txt")
        with open(code, "w") as file:
            file.write(self.guided.rescue + "\n")
        opened = os.path.join(self.folder, "opened")
        answer = self.program("open", archive, "--out", opened, "--rescue-code-file", code)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert os.path.getsize(os.path.join(opened, "data/report.html")) > 0
        found = in_clear(disk, CANARIES)
        assert not found, f"in clear on {os.path.basename(disk)}: {found}"
        self.say(f"{archives[0]} is whole, opens with the code of the screen; nothing in clear beside it")
        return opened

    def diagnose(self):
        """After a fault: what a technician would look at on tty2, as text and pictures."""
        pc = self.machine
        if not pc or pc.process is None or pc.process.poll() is not None:
            return
        try:
            pc.press("alt-f2")
            time.sleep(2)
            pc.press("ret")
            time.sleep(3)
            for command in ("ps", "dmesg", "cat /run/trousse/evidence /run/trousse/grown", "cat /proc/*/wchan"):
                pc.type(f"clear\n{command}\n")
                time.sleep(4)
                print(f"--- {command}\n{pc.text()}", flush=True)
                pc.picture("diagnosis")
        except (OSError, RuntimeError, ConnectionError) as error:
            print(f"no diagnosis: {error}")

    def end(self):
        if self.machine and hasattr(self, "guided"):
            with open(os.path.join(self.folder, "screens.txt"), "w") as file:
                file.write(("\n" + "-" * 80 + "\n").join(self.guided.seen))
        if self.machine:
            self.machine.kill()

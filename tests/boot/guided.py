# SPDX-License-Identifier: Apache-2.0
"""Leads the guided path on a machine's screen and keyboard, as a doctor would."""
import re
import time

WORKING = ("Recherche des disques", "Création du dossier", "Temps restant", "Trousse démarre")
GROUP = r"[0-9]{5}"


class Guided:
    def __init__(self, machine, pictures=None):
        self.machine = machine
        self.rescue = self.fingerprint = ""
        self.seen = []  # every screen once, as text
        self.pictures = pictures

    def look(self):
        text = self.machine.text()
        if text not in self.seen:
            self.seen.append(text)
            if self.pictures is not None:
                self.pictures.append(self.machine.picture("guided"))
        return text

    def go(self, *keys):
        """Presses keys, then waits a little until the screen is another one."""
        before = self.machine.text()
        self.machine.press(*keys)
        for _ in range(10):
            if self.machine.text() != before:
                return
            time.sleep(0.3)

    def two_groups(self, digits, first, second):
        groups = re.findall(GROUP, digits)
        if not groups:  # without the digits at hand, the page that shows them is one Esc away
            self.go("esc")
            return
        for number in (first, second):
            self.machine.press(*groups[number - 1])
            self.go("ret")

    def step(self, text):
        """What this screen needs beside Enter; everything else is proposed."""
        if any(word in text for word in WORKING):
            time.sleep(1)
        elif "Vérifions votre copie de l'empreinte" in text:
            self.two_groups(self.fingerprint, 1, 4)
        elif "Vérifions votre copie" in text:
            self.two_groups(self.rescue, 3, 6)
        elif "Recopiez le code" in text:
            self.rescue = "-".join(re.findall(GROUP, text)[:8])
            self.go("ret")
        elif "est scellé dans une archive" in text:
            found = re.search(rf"{GROUP}(?:[ -]{GROUP}){{3}}", text)
            self.fingerprint = found.group(0) if found else ""
            self.go("ret")
        elif "s'occupe-t-il du poste" in text:
            self.go("3")
            self.go("ret")
        else:
            self.go("ret")

    def until(self, *words, seconds=1500):
        """Goes on until a screen says one of the words; gives its text."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            text = self.look()
            if any(word in text for word in words):
                return text
            if "Trousse est arrêtée" in text:
                break
            self.step(text)
        self.machine.picture("not-what-was-awaited")
        raise AssertionError(f"the path never says {words}; it stands at:\n{text}")

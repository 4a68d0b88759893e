"""The product as a person runs it: server and worker of `sonda demo`, with a second organisation beside the example."""

import json
import os
import signal
import subprocess

from tests.architecture.rooms import ROOT
from tests.floor.running import Demo, clean_environment

COMMAND = str(ROOT / "sonda")
PORT = 25_000 + os.getpid() % 1000
SECOND = "Drugi Brzeg"
MAPPING = f"""
format = 1
survey = "visits"
organization = {{ slug = "drugi-brzeg", name = "{SECOND}", language = "pl" }}
title = {{ pl = "Wizyty", uk = "Візити", en = "Visits" }}
languages = ["pl"]
[constants]
answered_on = "2026-03"
[columns]
person = {{ role = "respondent" }}
nps = {{ role = "nps", key = "recommend" }}
queue = {{ role = "touchpoint", short = {{ pl = "Kolejka", uk = "Черга", en = "Queue" }} }}
"""


class Product:
    def __init__(self, folder):
        self.folder = folder
        self.demo = Demo([COMMAND], folder / "home", port=PORT)
        self.url = self.demo.told["URL"].rstrip("/")
        self.login, self.password = self.demo.told["Login"], self.demo.told["Password"]
        self.mapping = folder / "visits.toml"
        self.mapping.write_text(MAPPING, encoding="utf-8")
        assert self.bring(self.answers("few.csv", 40)).wait(60) == 0

    def answers(self, name, n):
        """A file of `n` people who answered two questions."""
        path = self.folder / name
        rows = (f"{name}{number},{number % 11},{1 + number % 5}" for number in range(n))
        path.write_text("\n".join(["person,nps,queue", *rows, ""]), encoding="utf-8")
        return path

    def bring(self, path):
        """`sonda import` of a file, beside the running server and worker."""
        secret = json.loads((self.folder / "home" / "demo.json").read_text())["secret"]
        environment = clean_environment(SONDA_HOME=str(self.folder / "home"), SONDA_SECRET_KEY=secret)
        command = [COMMAND, "import", str(path), "--mapping", str(self.mapping)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self):
        self.demo.end(signal.SIGTERM)

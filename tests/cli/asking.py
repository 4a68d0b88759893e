"""Asking `sonda analyze` inside the test's own process."""

import json

from sonda.cli.main import main


def write(folder, data, name="data.csv"):
    """A file of these bytes, texts, or rows."""
    path = folder / name
    if isinstance(data, list):
        data = "".join(",".join(map(str, row)) + "\n" for row in data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


class Asked:
    """What the command said: `status`, `answer` (of --json) and `errors`."""

    def __init__(self, capture, *words):
        try:
            self.status = main(["analyze", *map(str, words)])
        except SystemExit as leaving:
            self.status = leaving.code
        out, err = capture.readouterr()
        self.out, self.errors = out.decode(), err.decode()

    @property
    def answer(self):
        assert (self.status, self.errors) == (0, "")
        return json.loads(self.out)

    @property
    def refusal(self):
        """The one sentence of a refusal, and nothing else."""
        assert (self.status, self.out) == (2, "")
        assert self.errors.count("\n") == 1
        assert self.errors.startswith("sonda: ")
        return self.errors.removeprefix("sonda: ").strip()

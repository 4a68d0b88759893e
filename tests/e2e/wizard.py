"""A newcomer at the wizard: files go in by the web doors, forms go back exactly as they were shown."""

import csv
import hashlib
import io
import re

from sonda.apps.jobs import worker
from sonda.apps.transfers.uploads import arrivals, parts
from sonda.apps.transfers.uploads.arrivals import Arrival
from tests.forms import Page


class Newcomer:
    """Somebody with a browser, an empty organisation and no documentation."""

    def __init__(self, client, member):
        self.client = client
        client.force_login(member.user)

    def page(self, address):
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text.replace("\xa0", " ")

    def bring(self, path, **changed):
        """Through the whole wizard with what it suggests; `changed` is what a page asked for. Returns what was said."""
        content = path.read_bytes()
        part = parts.Part()
        part.write([content])
        part.finish()
        arrival = Arrival(n_bytes=part.n_bytes, file=part.path, name=path.name, sha256=part.sha256)
        assert part.sha256 == hashlib.sha256(content).hexdigest()
        upload = self.client.post("/data/uploads/new/", **{arrivals.KEY: arrival})["Location"]
        part.close()
        worker.run(once=True)
        assert f'href="{upload}columns/"' in self.page(upload)
        said = self.checked(upload, changed)
        sent = Page(said).form_at(f"{upload}start/").sent
        done = self.client.post(f"{upload}start/", sent)["Location"]
        worker.run(once=True)
        return Told(columns=self.columns, check=said, done=self.page(done), newcomer=self)

    def checked(self, upload, changed):
        address, page = f"{upload}columns/", 1
        while True:
            self.columns = self.page(f"{address}?page={page}")
            sent = Page(self.columns).form_of("columns-form").sent | (changed if page == 1 else {})
            further = re.search(rf'name="go" value="({page + 1})"', self.columns)
            button = {"go": further[1]} if further else {"check": ""}
            answer = self.client.post(f"{address}?page={page}", sent | button)
            assert answer.status_code == 302, answer.text
            if not further:
                break
            page += 1
        worker.run(once=True)
        return self.page(f"{upload}check/")

    def finding(self, address):
        """The text of a page once everything on it is counted."""
        self.client.get(address)
        worker.run(once=True)
        shown = re.sub(r"<script.*?</script>|<style.*?</style>", " ", self.page(address), flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    def table(self, key, query=""):
        """The table under a figure, as its download gives it: a dictionary for each row."""
        self.client.get(f"/understand/{key}/{query}")
        worker.run(once=True)
        answer = self.client.get(f"/understand/{key}/table.csv{query}")
        assert answer.status_code == 200, (key, query)
        content = b"".join(answer) if answer.streaming else answer.content
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class Told:
    """What the wizard's pages said about one file."""

    def __init__(self, *, columns, check, done, newcomer):
        self.columns, self.check, self.done, self.newcomer = columns, check, done, newcomer

    def links(self):
        """Where the finished import leads."""
        return re.findall(r'href="(/understand/[^"]+\?survey=[^"]+)"', self.done)

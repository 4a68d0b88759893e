"""A manager of one unit is invited, comes in, opens everything that can be opened, and learns of no other unit."""

import re
from collections import deque

import pytest
from django.core import mail
from django.test import Client

from sonda.apps.jobs import worker
from sonda.apps.organizations import units
from sonda.apps.organizations.models import Unit
from tests.e2e.wizard import Newcomer

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.slow]

UNITS = {"Zielonka": 271, "Kasztanowa": 613, "Brzozowa": 349}  # answers of each; the manager has the first
OURS = UNITS["Zielonka"]
# What only others have: their names, how many they are alone, together and with ours, their words and their groups.
SECRET = ("Kasztanowa", "Brzozowa", "613", "349", "962", "1,233", "1233", "niesłychane", "srebrny")
NOT_OPENED = ("/account/logout/", "/static/", "/language/")
MOST = 300  # addresses; and of one page with different questions
MOST_OF_ONE = 2


def answers():
    lines = ["klient,data,oddzial,plan,nps,kolejka,obsluga,czystosc,zadowolenie,komentarz"]
    number = 0
    for unit, n in UNITS.items():
        for place in range(n):
            number += 1
            ours = unit == "Zielonka"
            plan = ("złoty", "zwykły")[place % 2] if ours or place % 3 else "srebrny"
            said = (
                f"Było dobrze i naprawdę polecam każdemu {place}" if ours else f"To niesłychane co się działo {place}"
            )
            rated = [1 + (place * step + (0 if ours else 1)) % 5 for step in (1, 2, 3, 7)]
            day = f"2026-{1 + place % 6:02}-{1 + place % 28:02}"
            lines.append(f"k{number},{day},{unit},{plan},{place % 11},{','.join(map(str, rated))},{said}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def manager(client, alice, settings, tmp_path):
    """The browser of a manager of Zielonka, who came by the invitation's mail."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    (tmp_path / "wizyty.csv").write_text(answers(), encoding="utf-8")
    owner = Newcomer(client, alice)
    assert "1,233 responses were stored." in owner.bring(tmp_path / "wizyty.csv").done
    owner.finding("/")
    units.learn(organization=alice.organization, pairs=[("", name) for name in UNITS])  # as an import does when it ends
    unit = Unit.objects.get(name="Zielonka")
    invited = {"email": "zofia@example.com", "role": "manager", "language": "en", "units": [unit.pk]}
    assert client.post("/settings/people/invitation/", invited).status_code == 302
    worker.run(once=True)
    way = re.search(r"http://\S+?(/join/\S+)", mail.outbox[-1].body)[1]
    browser = Client()
    assert browser.post(way, {"name": "Zofia", "password": "four words for Zofia"})["Location"] == "/"
    return browser


def test_R4_a_manager_of_one_unit_opens_every_link_and_learns_of_no_other_unit(manager):
    opened, told = {}, {}
    waiting = deque(["/", "/understand/", "/settings/", "/help/terms/"])
    while waiting and len(opened) < MOST:
        address = waiting.popleft()
        if address in opened or sum(of.split("?")[0] == address.split("?")[0] for of in opened) >= MOST_OF_ONE:
            continue
        answer = manager.get(address)
        if "hx-trigger" in answer.text if is_page(answer) else False:  # still being counted
            worker.run(once=True)
            answer = manager.get(address)
        opened[address] = answer.status_code
        content = b"".join(answer) if answer.streaming else answer.content
        told[address] = content.decode("utf-8", errors="replace").replace("\xa0", " ")
        if is_page(answer):
            waiting.extend(link for link in links(told[address], address) if link not in opened)
    assert len(opened) < MOST
    assert {status for status in opened.values() if status >= 500} == set()
    assert [address for address, status in opened.items() if status == 200 and ".csv" in address]
    found = {(word, address) for address, text in told.items() for word in SECRET if seen(word, text)}
    assert found == set()
    assert any(seen(str(OURS), text) for text in told.values())


def test_R4_what_a_manager_asks_for_by_hand_is_not_there(manager):
    for query in (
        "?unit=Kasztanowa",
        "?unit=Brzozowa&unit=Zielonka",
        "?plan=srebrny",
        "?question=kolejka&plan=srebrny",
    ):
        answer = manager.get(f"/understand/nps/{query}")
        assert answer.status_code == 404, query
        text = answer.text.replace(query.removeprefix("?"), "")
        assert not any(seen(word, text) for word in ("613", "349", "962"))
    for closed in ("/data/", "/settings/people/", "/settings/units/", "/settings/keys/", "/settings/audit/"):
        assert manager.get(closed).status_code == 403


def is_page(answer):
    return answer.get("Content-Type", "").startswith("text/html")


def links(page, address):
    """Where a page leads, itself included when it only adds a question."""
    for link in re.findall(r'(?:href|hx-get|data-href)="([^"#]+)', page):
        found = link.replace("&amp;", "&")
        found = address.split("?")[0] + found if found.startswith("?") else found
        if (
            found.startswith("/")
            and not found.startswith(NOT_OPENED)
            and found.count("=") < 3
            and not found.split("?")[0].endswith((".png", ".xlsx", ".parquet"))
        ):
            yield found


def seen(word, text):
    """Whether a word or a number stands there by itself."""
    return re.search(rf"(?<![\w.,−-]){re.escape(word)}(?![\w]|[.,]\d)", text) is not None

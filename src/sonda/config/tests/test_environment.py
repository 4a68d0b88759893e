import os
import subprocess
import sys
from runpy import run_path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sonda.config import environment as env
from sonda.config import settings


@pytest.fixture
def setting(monkeypatch):
    """Sets X and gives its name."""
    return lambda value: monkeypatch.setenv("X", value) or "X"


@pytest.mark.parametrize(
    ("value", "flag"), [("1", True), ("yes", True), (" ON ", True), ("0", False), ("no", False), ("", False)]
)
def test_a_flag_is_said_in_a_few_ways(setting, value, flag):
    assert env.flag(setting(value)) is flag


@pytest.mark.parametrize("value", ["2", "ja", "1.5"])
def test_an_odd_flag_is_refused_by_its_name(setting, value):
    with pytest.raises(ImproperlyConfigured, match=rf"^X is '{value}'; it takes 1 or 0\.$"):
        env.flag(setting(value))


@pytest.mark.parametrize("value", ["-1", "11", "1e3", "ten", "٣"])
def test_an_odd_number_is_refused(setting, value):
    with pytest.raises(ImproperlyConfigured, match="whole number from 0 to 10"):
        env.number(setting(value), 3, high=10)


def test_a_secret_may_come_from_a_file_but_not_from_both(setting, tmp_path, monkeypatch):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    monkeypatch.setenv("X_FILE", str(file))
    assert env.secret("X") == "from the file"
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret(setting("here as well"))


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("X_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match=r"X_FILE names a file that cannot be read: .*none"):
        env.secret("X")


@pytest.mark.parametrize(
    "value",
    [
        "sonda.example.org",
        "ftp://x.org",
        "https://",
        "https://x.org/path",
        "x:1",
        "http://x y:99999/",
        "http://h:99999",
        "http://h:0",
        "http://h:x",
        "http://[::1",
        "http://x#y",
        "http://żółw.pl",
        "http://a_b.org",
        "http://-a.org",
        "http://a..b",
        "https://x.org?",
    ],
)
def test_an_origin_is_a_scheme_and_a_host(setting, value):
    with pytest.raises(ImproperlyConfigured, match="takes an address such as"):
        env.origin(setting(value), "")


def test_a_postgresql_url_carries_everything(setting):
    found = env.database("postgresql://anna:p%40ss@Db.example.org:5433/sonda?sslmode=require")
    keys = ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")
    assert [found[key] for key in keys] == [
        "django.db.backends.postgresql",
        "Db.example.org",
        "5433",
        "sonda",
        "anna",
        "p@ss",
        {"sslmode": "require"},
    ]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgres://a@%2Ftmp%2FAbC/b", "/tmp/AbC"),
        ("postgres://a@%2Ftmp%2FAbC:/b", "/tmp/AbC"),
        ("postgres:///b", ""),
        ("postgres://[::1]:5432/b", "::1"),
        ("postgres://[::1]/b", "::1"),
    ],
)
def test_a_postgresql_host_may_be_the_folder_of_a_socket(url, host):
    assert env.database(url)["HOST"] == host


def test_R1_1_sqlite_keeps_what_it_acknowledged():
    found = env.database("sqlite:////data/sonda.sqlite3")
    assert found["NAME"] == "/data/sonda.sqlite3"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_another_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="takes sqlite:////path or postgresql://"):
        env.database("mysql://x")


def test_mail_goes_nowhere_until_a_server_is_named():
    assert env.mail("") == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    found = env.mail("smtps://anna:pw@mail.example.org")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_SSL"]) == ("mail.example.org", 465, True)
    with pytest.raises(ImproperlyConfigured, match="SONDA_MAIL takes smtp://"):
        env.mail("mail.example.org")


def test_an_origin_is_kept_in_small_letters_and_a_person_in_it_is_not_repeated(setting):
    assert env.origin(setting("HTTPS://Sonda.Example.org:8443/"), "") == "https://sonda.example.org:8443"
    with pytest.raises(ImproperlyConfigured, match=r"^X holds a person") as refused:
        env.origin(setting("http://anna:geheim@example.org"), "")
    assert "geheim" not in str(refused.value)


def test_a_host_may_stand_for_those_below_it_and_be_an_address(setting):
    assert env.hosts(setting("A.example.org, .b.org,10.0.0.1,[::1],*")) == [
        "a.example.org", ".b.org", "10.0.0.1", "[::1]", "*",
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["sonda@intranet", "Sonda <sonda@example.org>", "a.b+c@x-y.example.org"])
def test_a_sender_is_an_address_with_or_without_a_name(setting, value):
    assert env.sender(setting(value), "") == value


REFUSED = [
    ("SONDA_SECRET_KEY", "geheim\nheim"),
    ("SONDA_SECRET_KEY_FILE", "geheim"),
    *[("SONDA_HOSTS", value) for value in ("a b;c", "a:8000", "a_b", "http://a", "a/b", "..a")],
    *[("SONDA_PROXIES", value) for value in ("11", "-1", "9" * 5000)],
    ("SONDA_HTTPS_REDIRECT", "maybe"),
    ("SONDA_HSTS_SECONDS", "a year"),
    *[("SONDA_MAIL_FROM", value) for value in ("a b", "a@", "@b", "a@b c", "a@b, c@d", "A <a@b> c")],
    *[("SONDA_LANGUAGE", value) for value in ("de", "pl_PL")],
    *[("SONDA_TIME_ZONE", value) for value in ("Mars/X", "Europe", "../x", "/etc/passwd")],
    ("SONDA_METRICS_TOKEN", "geheim ż"),
    ("SONDA_UPLOAD_MAX_MB", "0"),
    ("SONDA_LOG_LEVEL", "FOO"),
    ("SONDA_DEBUG", "2"),
    ("SONDA_URL", "http://geheim@example.org"),
    ("SONDA_HOME", "/dev/null/x"),
    *[("SONDA_MAIL", f"smtp://u:{rest}") for rest in ("geheim@h:999999", "geheim#1@h", "geheim@h h", "geheim@h/x")],
    *[("SONDA_MAIL", value) for value in ("smtp://[geheim", "ftp://geheim@h", "smtp://u:geheim%0A@h")],
    *[("DATABASE_URL", f"postgresql://u:geheim{rest}") for rest in ("@h:abc/x", "@h:70000/x", "@h", "#1@h/x")],
    *[("DATABASE_URL", f"postgresql://u:geheim@h{rest}") for rest in (" h/x", "/x?fast=1", "/x%00", "/")],
    *[("DATABASE_URL", value) for value in ("sqlite:///", "sqlite://geheim/x", "sqlite:////x?y=1", "sqlite:////x%00")],
]


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=[f"{name}={value[:30]!r}" for name, value in REFUSED])
def test_a_value_that_cannot_be_used_is_refused_by_the_settings_name_and_no_secret_is_repeated(
    name, value, monkeypatch
):
    monkeypatch.setattr(os, "environ", {name: value})
    with pytest.raises(ImproperlyConfigured, match=rf"\b{name}\b") as refused:
        run_path(settings.__file__)
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("argument", ["doctor", "migrate"])
def test_a_command_ends_with_that_sentence_and_status_2(argument, tmp_path):
    bad = os.environ | {"SONDA_HOME": str(tmp_path), "SONDA_TIME_ZONE": "Mars/X"}
    done = subprocess.run([sys.executable, "-m", "sonda.cli", argument], env=bad, capture_output=True, text=True)
    told = "sonda: SONDA_TIME_ZONE is 'Mars/X'; it takes a time zone that this machine knows: Europe/Warsaw.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_what_is_good_is_taken(monkeypatch, tmp_path):
    good = {
        "SONDA_HOME": str(tmp_path / "a #? %41 b"), "SONDA_URL": "https://s.example.org", "SONDA_LANGUAGE": "PL",
        "SONDA_LOG_LEVEL": "debug", "SONDA_TIME_ZONE": "Europe/Kyiv", "SONDA_HTTPS_REDIRECT": "0",
        "SONDA_MAIL": "smtp://u%40x:p%23@mail_server:25/",
    }  # fmt: skip
    monkeypatch.setattr(os, "environ", good)
    found = run_path(settings.__file__)
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "a #? %41 b" / "sonda.sqlite3")
    assert (found["LANGUAGE_CODE"], found["SECURE_SSL_REDIRECT"], found["EMAIL_HOST"]) == ("pl", False, "mail_server")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == ("u@x", "p#", 25)

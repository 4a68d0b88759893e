import pytest
from django.core.exceptions import ImproperlyConfigured

from sonda.config import environment as env


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


@pytest.mark.parametrize("value", ["sonda.example.org", "ftp://x.org", "https://", "https://x.org/path", "x:1"])
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

"""`python -m sonda.cli`, which is what ./sonda runs, and the `sonda` that pip installs."""

from sonda.cli import interrupts


def main() -> int:
    """The command, which is imported only when Ctrl-C no longer shows a traceback."""
    interrupts.end_at_once()
    from sonda.cli.main import main as command

    return command()


if __name__ == "__main__":
    raise SystemExit(main())

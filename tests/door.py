"""The part of the door that takes files, for tests that ask Django itself."""

from io import BytesIO

from sonda.apps.transfers.uploads import parts
from sonda.apps.transfers.uploads.arrivals import Arrival, Trouble
from sonda.config.intake import Failed, Form


def arrival_of(environ, part: parts.Part) -> Arrival:
    """What the door makes of a request's body."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) or b""
    environ["wsgi.input"] = BytesIO()
    try:
        form = Form(environ.get("CONTENT_TYPE", ""), len(body))
        part.write(form.feed(body))
        form.end()
    except Failed as failed:
        return Arrival(n_bytes=length, trouble=failed.trouble)
    except UnicodeError:
        return Arrival(n_bytes=length, trouble=Trouble.NOT_A_FORM)
    part.finish()
    file = part.path if form.file_name is not None else None
    return Arrival(
        n_bytes=part.n_bytes, file=file, name=form.file_name or "", sha256=part.sha256, fields=form.fields,
        trouble=None if file else Trouble.NOT_A_FORM,
    )  # fmt: skip

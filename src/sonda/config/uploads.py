"""Files that nobody asked for."""

from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuses the first file of a form: no page takes one, and Django would write it to the disk, however large.

    A view that takes files names its own handlers, with its own limits, before anything reads the body (R7.1).
    """

    def new_file(self, *arguments: Any, **more: Any) -> NoReturn:
        raise SuspiciousOperation

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None

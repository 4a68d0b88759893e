"""Expected trouble: an error with a sentence for a person. The middleware shows it, the command line prints it."""

from django.utils.translation import gettext as _


class SondaError(Exception):
    """Trouble that a person can understand and mend. `message` is a gettext_lazy sentence with %(name)s places."""

    message: object = ""
    status = 400

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(str(self))

    def __str__(self) -> str:
        text = _(str(self.message)) if self.message else type(self).__name__
        return text % self.values if self.values else text

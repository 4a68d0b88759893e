"""Forms of the account as allauth has them, with small courtesies of ours."""

from typing import Any

from allauth.account.forms import AddEmailForm as TheirAddEmailForm
from allauth.account.forms import ChangePasswordForm as TheirChangePasswordForm
from allauth.account.forms import LoginForm as TheirLoginForm
from django.utils.translation import gettext as _


class LoginForm(TheirLoginForm):  # type: ignore[misc]
    """Whoever opens the page may type at once, and Tab leads from the address straight to the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the way to a new password stands under the buttons
        if not self.is_bound:  # else the summary of what went wrong has the focus
            self.fields["login"].widget.attrs["autofocus"] = True


class AddEmailForm(TheirAddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePasswordForm(TheirChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""  # as when signing in

"""Forms of the account as allauth has them, with small courtesies of ours."""

from typing import Any

from allauth.account.forms import AddEmailForm as TheirAddEmailForm
from allauth.account.forms import ChangePasswordForm as TheirChangePasswordForm
from allauth.account.forms import LoginForm as TheirLoginForm
from allauth.account.forms import ReauthenticateForm as TheirReauthenticateForm
from allauth.account.forms import ResetPasswordForm as TheirResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as TheirResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as TheirSetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as TheirActivateTOTPForm
from allauth.mfa.utils import encrypt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GOOD_PASSWORD = gettext_lazy("At least ten characters; a few words that belong together only for you are best.")


class SaidOnce:
    """The label says what belongs in a field; grey words within would say it again and go as soon as one types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:  # what is chosen anew, here as for those who join
            self.fields["password1"].help_text = GOOD_PASSWORD


class LoginForm(SaidOnce, TheirLoginForm):  # type: ignore[misc]
    """Whoever opens the page may type at once, and Tab leads from the address straight to the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the way to a new password stands under the buttons
        if not self.is_bound:  # else the summary of what went wrong has the focus
            self.fields["login"].widget.attrs["autofocus"] = True


class AddEmailForm(SaidOnce, TheirAddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePasswordForm(SaidOnce, TheirChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""  # as when signing in


class SetPasswordForm(SaidOnce, TheirSetPasswordForm):  # type: ignore[misc]
    """For somebody who has none yet: the two fields are called as those of a change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New Password")
        self.fields["password2"].label = _("New Password (again)")


class ResetPasswordForm(SaidOnce, TheirResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(SaidOnce, TheirResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(SaidOnce, TheirReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(TheirActivateTOTPForm):  # type: ignore[misc]
    """The code that switches the app on is used up by it: within its half minute it opens no other door (R6.3)."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        app = Authenticator(user=self.user, type=Authenticator.Type.TOTP, data={"secret": encrypt(self.secret)})
        if not app.wrap().validate_code(code):
            raise get_adapter().validation_error("incorrect_code")
        return code

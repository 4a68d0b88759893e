"""Forms of the account as allauth has them, and those of the settings."""

from sonda.apps.organizations.forms.account import (
    ActivateTOTPForm,
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)

__all__ = [
    "ActivateTOTPForm",
    "AddEmailForm",
    "ChangePasswordForm",
    "LoginForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
]

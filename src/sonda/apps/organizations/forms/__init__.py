"""Forms of the account as allauth has them, and those of the settings."""

from sonda.apps.organizations.forms.account import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)

__all__ = [
    "AddEmailForm",
    "ChangePasswordForm",
    "LoginForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
]

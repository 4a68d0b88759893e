"""Words for the list of sessions: `{% load sessions %}`."""

from django import template

from sonda.apps.organizations.sessions import browser

register = template.Library()
register.filter("browser", browser)

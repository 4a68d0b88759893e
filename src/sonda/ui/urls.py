"""The gallery of components; config hangs it at /styleguide/ where DEBUG is on."""

from django.urls import path

from sonda.ui.styleguide import views

urlpatterns = [
    path("", views.gallery, name="styleguide"),
    path("story/", views.story, name="styleguide_story"),
    path("none/", views.none, name="styleguide_none"),
    path("bare/", views.bare, name="styleguide_bare"),
    path("trouble/", views.trouble, name="styleguide_trouble"),
    path("toast/", views.toast, name="styleguide_toast"),
    path("failure/<int:code>/", views.failure, name="styleguide_failure"),
]

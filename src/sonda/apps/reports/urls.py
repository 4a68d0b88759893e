from django.urls import path

from sonda.apps.reports import views

urlpatterns = [
    path("", views.home, name="home"),
    path("stories/<slug:key>/", views.story, name="home_story"),
]

"""Addresses of the joined pages; they stand before those of the catalogue, whose keys they look like."""

from django.urls import path, re_path

from sonda.apps.analytics.pages import views

PART = r"^understand/(?P<page>[-\w]+)/(?P<part>[-\w]+)"

urlpatterns = [
    path("understand/three-gaps/", views.three_gaps, name="three_gaps"),
    path("understand/same-everywhere/", views.same_everywhere, name="same_everywhere"),
    path("understand/leaving/", views.leaving, name="leaving"),
    re_path(PART + r"/figure\.(?P<form>svg|png)$", views.part, name="part_figure"),
    re_path(PART + r"/table\.(?P<form>csv|xlsx|parquet)$", views.part, name="part_table"),
    re_path(PART + r"/people/$", views.people_behind, name="part_people"),
    re_path(PART + r"/people\.(?P<form>csv|xlsx|parquet|sav)$", views.rows, name="part_rows"),
]

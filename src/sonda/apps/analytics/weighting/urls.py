"""Addresses of the weighting page; they stand before those of the catalogue, whose keys they look like."""

from django.urls import path

from sonda.apps.analytics.weighting import views

urlpatterns = [
    path("understand/weighting/", views.weighting, name="weighting"),
    path("understand/weighting/kept/", views.keeping, name="weighting_keeping"),
    path("understand/weighting/<int:weighting_id>/", views.kept_weights, name="weighting_kept"),
    path("understand/weighting/<int:weighting_id>/deletion/", views.deletion, name="weighting_deletion"),
    path("understand/weighting/<int:weighting_id>/restoration/", views.restoration, name="weighting_restoration"),
]

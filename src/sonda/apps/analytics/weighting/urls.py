"""Addresses of the weighting page; they stand before those of the catalogue, whose keys they look like."""

from django.urls import path, re_path

from sonda.apps.analytics.weighting import views

OF_FIGURE = r"^understand/weighting/(?P<weighting_id>[1-9][0-9]{0,17})/(?P<part>weighed|weights)/"

urlpatterns = [
    path("understand/weighting/", views.weighting, name="weighting"),
    path("understand/weighting/kept/", views.keeping, name="weighting_keeping"),
    path("understand/weighting/<int:weighting_id>/", views.kept_weights, name="weighting_kept"),
    path("understand/weighting/<int:weighting_id>/deletion/", views.deletion, name="weighting_deletion"),
    path("understand/weighting/<int:weighting_id>/restoration/", views.restoration, name="weighting_restoration"),
    path("understand/weighting/<int:weighting_id>/people/", views.people_behind, name="weighting_people"),
    re_path(
        r"^understand/weighting/(?P<weighting_id>[1-9][0-9]{0,17})/people\.(?P<form>csv|xlsx|parquet|sav)$",
        views.rows,
        name="weighting_rows",
    ),
    re_path(OF_FIGURE + r"figure\.(?P<form>svg|png)$", views.export, name="weighting_figure"),
    re_path(OF_FIGURE + r"table\.(?P<form>csv|xlsx|parquet)$", views.export, name="weighting_table"),
]

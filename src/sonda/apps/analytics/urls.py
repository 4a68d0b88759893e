from django.urls import path, re_path

from sonda.apps.analytics import views

urlpatterns = [
    path("understand/", views.catalogue, name="catalogue"),
    path("understand/<slug:key>/", views.analysis, name="analysis"),
    re_path(r"^understand/(?P<key>[-\w]+)/figure\.(?P<form>svg|png)$", views.export, name="figure"),
    re_path(r"^understand/(?P<key>[-\w]+)/table\.(?P<form>csv)$", views.export, name="table"),
]

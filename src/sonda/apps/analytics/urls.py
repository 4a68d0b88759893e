from django.urls import path, re_path

from sonda.apps.analytics.pages import urls as pages
from sonda.apps.analytics.views import analyses, annotations, comments, people, saved
from sonda.apps.analytics.weighting import urls as weighting

urlpatterns = [
    path("understand/", analyses.catalogue, name="catalogue"),
    path("understand/saved/", saved.keep, name="saved_keep"),
    path("understand/saved/<int:saved_id>/", saved.arrangement, name="saved"),
    path("understand/saved/<int:saved_id>/deletion/", saved.deletion, name="saved_deletion"),
    path("understand/saved/<int:saved_id>/restoration/", saved.restoration, name="saved_restoration"),
    path("understand/annotations/", annotations.creation, name="annotation_creation"),
    path("understand/annotations/<int:annotation_id>/deletion/", annotations.deletion, name="annotation_deletion"),
    path(
        "understand/annotations/<int:annotation_id>/restoration/",
        annotations.restoration,
        name="annotation_restoration",
    ),
    *weighting.urlpatterns,
    path("understand/comments/", comments.shown, name="comments"),
    *pages.urlpatterns,  # before the analyses, whose keys they look like
    path("understand/<slug:key>/", analyses.analysis, name="analysis"),
    re_path(r"^understand/(?P<key>[-\w]+)/figure\.(?P<form>svg|png)$", analyses.export, name="figure"),
    re_path(r"^understand/(?P<key>[-\w]+)/table\.(?P<form>csv|xlsx|parquet)$", analyses.export, name="table"),
    path("understand/<slug:key>/people/", people.people_behind, name="people"),
    re_path(r"^understand/(?P<key>[-\w]+)/people\.(?P<form>csv|xlsx|parquet|sav)$", people.rows, name="people_rows"),
]

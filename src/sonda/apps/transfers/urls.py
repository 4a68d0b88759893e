from django.urls import path

from sonda.apps.transfers import views

urlpatterns = [
    path("data/", views.imports, name="imports"),
    path("data/<int:import_id>/", views.one_import, name="import"),
    path("data/<int:import_id>/undo/", views.undo, name="import_undo"),
    path("data/work/", views.background, name="background"),
    path("data/work/<uuid:job_id>/retrial/", views.retrial, name="retrial"),
]

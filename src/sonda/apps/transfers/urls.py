from django.urls import path

from sonda.apps.transfers import upload_views, views

urlpatterns = [
    path("data/", views.imports, name="imports"),
    path("data/<int:import_id>/", views.one_import, name="import"),
    path("data/<int:import_id>/undo/", views.undo, name="import_undo"),
    path("data/uploads/new/", upload_views.upload_new, name="upload_new"),
    path("data/uploads/<int:upload_id>/", upload_views.upload, name="upload"),
    path("data/uploads/<int:upload_id>/reading/", upload_views.upload_reading, name="upload_reading"),
    path("data/uploads/<int:upload_id>/forgetting/", upload_views.upload_forgetting, name="upload_forgetting"),
    path("data/work/", views.background, name="background"),
    path("data/work/<uuid:job_id>/retrial/", views.retrial, name="retrial"),
]

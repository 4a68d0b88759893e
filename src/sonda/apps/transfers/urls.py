from django.urls import path

from sonda.apps.transfers import views
from sonda.apps.transfers.uploads import views as upload_views
from sonda.apps.transfers.wizard import views as mapping_views

urlpatterns = [
    path("data/", views.imports, name="imports"),
    path("data/<int:import_id>/", views.one_import, name="import"),
    path("data/<int:import_id>/undo/", views.undo, name="import_undo"),
    path("data/uploads/new/", upload_views.upload_new, name="upload_new"),
    path("data/uploads/<int:upload_id>/", upload_views.upload, name="upload"),
    path("data/uploads/<int:upload_id>/reading/", upload_views.upload_reading, name="upload_reading"),
    path("data/uploads/<int:upload_id>/forgetting/", upload_views.upload_forgetting, name="upload_forgetting"),
    path("data/uploads/<int:upload_id>/columns/", mapping_views.columns, name="upload_columns"),
    path("data/uploads/<int:upload_id>/columns/<int:place>/labels/", mapping_views.labels, name="upload_labels"),
    path("data/uploads/<int:upload_id>/check/", mapping_views.check, name="upload_check"),
    path("data/uploads/<int:upload_id>/people/", mapping_views.people, name="upload_people"),
    path("data/uploads/<int:upload_id>/report.csv", mapping_views.report, name="upload_report"),
    path("data/uploads/<int:upload_id>/start/", mapping_views.start, name="upload_start"),
    path("data/mappings/", mapping_views.mappings, name="mappings"),
    path("data/mappings/<int:mapping_id>.toml", mapping_views.mapping_toml, name="mapping_toml"),
    path("data/mappings/<int:mapping_id>/renaming/", mapping_views.mapping_renaming, name="mapping_renaming"),
    path("data/mappings/<int:mapping_id>/forgetting/", mapping_views.mapping_forgetting, name="mapping_forgetting"),
    path("data/work/", views.background, name="background"),
    path("data/work/<uuid:job_id>/retrial/", views.retrial, name="retrial"),
]

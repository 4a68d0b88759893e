from django.urls import path

from sonda.apps.organizations import views

urlpatterns = [
    path("organizations/<int:organization_id>/entry/", views.entry, name="organization_entry"),
    path("language/", views.language, name="set_language"),
]

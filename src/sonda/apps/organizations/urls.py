from django.urls import path

from sonda.apps.organizations.views import audit, entering, joining, keys, myself, people, sessions, settings, units

urlpatterns = [
    path("organizations/<int:organization_id>/entry/", entering.entry, name="organization_entry"),
    path("language/", entering.language, name="set_language"),
    path("join/<str:token>/", joining.join, name="join"),
    path("you/name/", myself.name, name="my_name"),
    path("sessions/end/", sessions.others_end, name="other_sessions_end"),
    path("sessions/<int:session_id>/end/", sessions.end, name="session_end"),
    path("settings/", settings.first, name="settings"),
    path("settings/organization/", settings.organization, name="organization"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<int:member_id>/", people.person, name="person"),
    path("settings/people/<int:member_id>/removal/", people.removal, name="removal"),
    path("settings/people/former/<int:former_id>/return/", people.return_, name="return"),
    path("settings/people/invitation/", people.invitation, name="invitation"),
    path("settings/people/invitation/<int:invitation_id>/sending/", people.sending, name="sending"),
    path("settings/people/invitation/<int:invitation_id>/withdrawal/", people.withdrawal, name="withdrawal"),
    path("settings/units/", units.units, name="units"),
    path("settings/units/new/", units.new_unit, name="new_unit"),
    path("settings/units/<int:unit_id>/", units.unit, name="unit"),
    path("settings/units/<int:unit_id>/removal/", units.unit_removal, name="unit_removal"),
    path("settings/keys/", keys.keys, name="keys"),
    path("settings/keys/new/", keys.new_key, name="new_key"),
    path("settings/keys/<int:key_id>/revocation/", keys.revocation, name="revocation"),
    path("settings/audit/", audit.audit_log, name="audit_log"),
    path("settings/audit.csv", audit.audit_csv, name="audit_csv"),
]

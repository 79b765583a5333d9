from django.conf import settings
from django.urls import path

from .views import demo, doors, me, notices, notifications, profile, proof

app_name = "people"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/name/", me.name, name="name"),
    path("me/profile/", me.profile, name="profile"),
    path("me/verification/", me.verification, name="verification"),
    path("me/verification/again/", me.verify_again, name="verify_again"),
    path("me/verification/<int:pk>/end/", me.end_verification, name="end_verification"),
    path("me/invites/<int:pk>/", me.invite, name="invite"),
    path("me/roles/<int:pk>/step-down/", me.step_down, name="step_down"),
    path("me/notices/", notices.notices, name="notices"),
    path("me/notifications/", notifications.choices, name="notifications"),
    path("me/notifications/seen/", notifications.seen, name="news_seen"),
    path("me/notifications/stop/<str:token>/", notifications.stop, name="stop_notices"),
    path("me/notices/read/", notices.read, name="notices_read"),
    path("me/notices/<int:pk>/appeal/", notices.appeal, name="appeal"),
    path("people/<slug:public_id>/", profile.profile, name="public"),
    path("demo/", demo.demo, name="demo"),
    path("accounts/proof/", proof.proof, name="proof"),
    path("accounts/factor/", proof.factor_needed, name="factor_needed"),
    path("accounts/first/<str:token>/", doors.first_link, name="first_link"),
    # allauth's pages that would be a second door, or a second way to prove oneself.
    path("accounts/signup/", doors.to_the_one_door, name="sign_up"),
    path("accounts/login/code/", doors.to_the_one_door, name="request_code"),
    path("accounts/reauthenticate/", doors.to_proof, name="reauthenticate"),
    path("accounts/2fa/reauthenticate/", doors.to_proof, name="reauthenticate_factor"),
    path("accounts/2fa/webauthn/reauthenticate/", doors.to_proof, name="reauthenticate_passkey"),
    path("accounts/password/<path:rest>", doors.closed, name="passwords"),
    path("accounts/social/<path:rest>", doors.closed, name="social"),
]
if not getattr(settings, "SOCIALACCOUNT_PROVIDERS", None):
    urlpatterns.append(path("accounts/3rdparty/<path:rest>", doors.closed, name="other_sites"))
    urlpatterns.append(path("accounts/3rdparty/", doors.closed, name="other_site_connections"))

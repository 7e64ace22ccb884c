"""Addresses of log-in, log-out and one's own account."""

from django.urls import path

from tuopin.people.views import account, log_in, tokens

urlpatterns = [
    path("login/", log_in.log_in, name="login"),
    path("login/code/", log_in.log_in_code, name="login-code"),
    path("login/password/", log_in.log_in_password, name="login-password"),
    path("logout/", log_in.log_out, name="logout"),
    path("language/", log_in.choose_language, name="language"),
    path("account/", account.account, name="account"),
    path("account/confirm/", account.confirm, name="confirm"),
    path("account/factor/", account.enroll, name="enroll"),
    path("account/factor/remove/", account.disenroll, name="disenroll"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke-token"),
    path("account/sessions/end/", account.end_other_sessions, name="end-other-sessions"),
    path("account/sessions/<slug:mark>/end/", account.end_one_session, name="end-session"),
]

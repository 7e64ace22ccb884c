"""Django's settings, read once when a command or the web server starts."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tuopin.config import server
from tuopin.config.logs import LOGGING as LOGGING  # one of Django's settings
from tuopin.kernel import home
from tuopin.kernel.pack import pack

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("TUOPIN_DEBUG") == "1"
SECRET_KEY = home.web_secret()
ALLOWED_HOSTS = os.environ.get("TUOPIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": server.django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PLUG_INS = pack().rooms  # rooms that can be left out: what is not here has no table, page, command, menu line or procedure
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tuopin.scope",
    "tuopin.trail",
    "tuopin.divisions",
    "tuopin.people",
    "tuopin.evidence",
    "tuopin.desk",
    "tuopin.procedure",
    "tuopin.ledger",
    "tuopin.registry",
    "tuopin.policy",
    "tuopin.identification",
    "tuopin.monitoring",
    "tuopin.benefits",
    "tuopin.assistance",
    "tuopin.responsibility",
    *(f"tuopin.{room}" for room in PLUG_INS),
    "tuopin.editions",
    "tuopin.privacy",
    "tuopin.web",
]
PROCEDURE_SUBJECTS = {  # which room knows what a case is about; a lower room cannot import a higher one, so they meet here
    "household": "tuopin.monitoring.services.household_cases.WatchedHouseholdCases",
    "change": "tuopin.identification.services.change_cases.ChangeCases",
    "village": "tuopin.identification.services.place_cases.VillageCases",
    "county": "tuopin.identification.services.place_cases.CountyCases",
    "act": "tuopin.procedure.services.agreement.Acts",
    "watch": "tuopin.monitoring.services.watch_cases.WatchCases",
    "strategy": "tuopin.benefits.services.strategy_cases.StrategyCases",
    **({"party-clue": "tuopin.party.services.clue_cases.ClueCases"} if "party" in PLUG_INS else {}),
}
PROCEDURE_JUDGES = {  # who answers for a rule
    "household-exit": "tuopin.policy.services.judge_case.judge_household_exit",
    "household-identification": "tuopin.policy.services.judge_case.judge_household_identification",
    "village-exit": "tuopin.identification.services.judge_places.judge_village_exit",
    "county-exit": "tuopin.identification.services.judge_places.judge_county_exit",
    "watch-removal": "tuopin.monitoring.services.judge_removal.judge_removal",
}
PROCEDURE_CONDITIONS = {  # what else must be so at a step or before a case is opened, and who says so
    "comparisons-settled": "tuopin.identification.services.compare.comparisons_settled",
    "village-has-facts": "tuopin.identification.services.place_cases.village_has_facts",
    "village-unchanged": "tuopin.identification.services.place_cases.village_unchanged",
    "county-may-apply": "tuopin.identification.services.judge_places.county_may_apply",
    "county-evaluated": "tuopin.identification.services.judge_places.county_evaluated",
    **({f"party-clue-by-{who}": f"tuopin.party.services.clue_cases.by_{who}" for who in ("recorder", "verifier", "approver")} if "party" in PLUG_INS else {}),
}
MEASURES_OF = (  # who knows which kinds of help households get: (household ids, day) → kinds by household
    "tuopin.monitoring.selectors.completeness.kinds_of_watches",
    "tuopin.benefits.selectors.measures.kinds_received",
)
DUES_OF = ["tuopin.monitoring.selectors.dues.watches_due", "tuopin.responsibility.selectors.handover.handovers_due"]  # what else is due for an asker on a day, beside tasks and cases
OWNERS_ADDRESS = "tuopin.config.server.owner_url"  # under which the tables may be written anew after an erasure
APPOINTMENT_GUARDS = ["tuopin.assistance.services.first_secretaries.require_office_apart"]  # asked before anybody is appointed to an office
POST_GUARDS = ["tuopin.responsibility.services.stability.require_may_leave"]  # asked before a post is ended
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tuopin.people.services.choose_password.FieldWords"},
    {"NAME": "tuopin.people.services.choose_password.Runs"},
]

MIDDLEWARE = [
    "tuopin.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tuopin.api.gate.TokenGate",  # before sessions and cookies: a program has neither
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tuopin.web.middleware.AskerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tuopin.web.middleware.GateMiddleware",
    "tuopin.web.scanned_files.ScanMiddleware",
    "tuopin.web.once.OnceMiddleware",  # the last: it runs the view inside its transaction
]
ROOT_URLCONF = "tuopin.config.urls"
WSGI_APPLICATION = "tuopin.config.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "django.template.context_processors.i18n",
            "tuopin.web.shell.shell",
        ],
        "builtins": [
            "django.templatetags.i18n", "tuopin.web.templatetags.tuopin", "tuopin.web.templatetags.frame", "tuopin.web.templatetags.kept",
        ],
    },
}]
LANGUAGE_COOKIE_HTTPONLY = True
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "tuopin.web.sessions"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "tuopin.web.faults.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

HTTPS = os.environ.get("TUOPIN_HTTPS") == "1"  # set by `tuopin serve --certificate` and `--behind-proxy`
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
KNOWN_COOKIE_NAME = "__Host-known" if HTTPS else "known"  # of a browser in which somebody has logged in before; opens nothing
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TUOPIN_PROXY") == "1" else None
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading binds a whole domain for years: for its owner to decide, not for us

LANGUAGE_CODE = pack().language
LANGUAGES = [(code, name) for code, name in (("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))) if code in (pack().languages or (code,))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = pack().zone

TRAIL_ALGORITHM = {"sha256": 1, "sm3": 2}[os.environ.get("TUOPIN_TRAIL_HASH", "sha256")]  # by which new events are hashed

CALENDAR_BY_ADDRESS = os.environ.get("TUOPIN_CALENDAR") == "address"  # else by log-in name and a password of its own, which stand in no address
SECOND_FACTOR_OF_ALL = os.environ.get("TUOPIN_SECOND_FACTOR") == "everybody"  # else of those who approve
MAP_APPROVAL_NUMBER = os.environ.get("TUOPIN_MAP_APPROVAL", "")  # 审图号, printed below every map that is shown in public

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: WhiteNoise serves the files where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # all villages of a county in one table, two fields each; the largest counties have some 1,500
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing uploaded lies on the disk unsealed
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024


"""Which keys, who looked, what was published; and the tables of the framework, which hold no person."""

PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "auth_permission.name auth_permission.codename auth_group.name django_content_type.app_label django_content_type.model "
        "privacy_publiccount.attribute privacy_publiccount.category privacy_reindexing.column privacy_reveal.subject privacy_reveal.field "
        "privacy_reveal.household_number privacy_reveal.who privacy_reveal.purpose"
    ),
    "sealed, worked off and thrown away": "django_session.session_key django_session.session_data django_session.browser",
    "of an official: who did what in office stays on record": "privacy_publicedition.actor privacy_reveal.account",
    "a document by its name and number": "privacy_publicedition.basis",
    "a digest, a number of its own or a key": "privacy_keyprobe.probe_sealed",
}

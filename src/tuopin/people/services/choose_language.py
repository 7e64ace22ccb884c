"""Remember in which language a person wants the pages."""

from tuopin.people.models import Account


def choose_language(*, account: Account, language: str) -> Account:
    """Keep the language on the account; it is a matter of taste and leaves no trail."""
    account.language = language
    account.save(update_fields=["language"])
    return account

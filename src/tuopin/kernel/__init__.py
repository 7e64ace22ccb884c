"""The ground every room stands on: identifiers, days, money, refusals, crypto, words. It knows no web and no database."""

"""The rules about personal data that need no database: what a number may be looked at for, which counts may be published."""

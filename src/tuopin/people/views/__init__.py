"""What a person does with their own account: log in and out, language, password, second factor."""

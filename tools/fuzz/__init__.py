"""Throws made-up input at everything that reads what people send: no answer but a record, a value or a Refusal is allowed."""

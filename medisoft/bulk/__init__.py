"""Masses of rows for the database, past the models. A child process imports this package before
Django is set up: nothing is imported here."""

"""An empty database, filled with people who do not exist, for measurements. A child process imports
this package before Django is set up: nothing is imported here."""

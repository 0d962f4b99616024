"""Measures the site: fills a database, starts the production server and drives people's sessions
over HTTP from another process. `make bench` runs it; docs/performance.md says what it found."""

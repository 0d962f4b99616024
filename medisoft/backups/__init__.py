"""One file that holds all rows of the site, and the way back from it.

The file is a ZIP archive: a member for each table, with a JSON array a line, in the order of the
primary key; and at the end `manifest.json`, which tells how many rows each has and the SHA-256 of
their lines. Both databases write the same line for the same row, so one restores what the other
has backed up.
"""

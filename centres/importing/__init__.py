"""Reading the client's CSV files into the database.

`reading` turns bytes into rows, `people`, `places` and `hours` judge the rows and compare them
with the database, `plan` puts these together and `writing` writes. `docs/import.md` has the files.
"""

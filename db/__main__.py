"""python -m db: the console of the database."""

from db.cli import main

main()

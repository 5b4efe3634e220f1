"""The shell: who is there, the menu of what he may open, and one page."""

from components.shell import run
from pages import SITE

run(SITE)

"""SITE: every page of the app, in sidebar order, with the permission that opens it."""

from components.shell import Page, Site
from db.errors import N_

SITE: Site = {}
__all__ = ["SITE", "Page", "N_"]

"""SITE: every page of the app, in sidebar order, with the permission that opens it."""

from components.shell import Page, Site
from db.errors import N_
from pages.admin.audit import audit
from pages.overview.home import home

SITE: Site = {
    N_("Overview"): [
        Page("home", N_("Home"), ":material/home:", "home:read", home),
    ],
    N_("Grids"): [],
    N_("Co-construction"): [],
    N_("Party members' service"): [],
    N_("Needs"): [],
    N_("Administration"): [
        Page("audit", N_("Audit log"), ":material/history:", "audit:read", audit),
    ],
}

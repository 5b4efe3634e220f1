"""SITE: every page of the app, in sidebar order, with the permission that opens it."""

from components.shell import Page, Site
from db.errors import N_
from pages.admin.account import account
from pages.admin.area import area
from pages.admin.audit import audit
from pages.grids.map import area_map
from pages.overview.cockpit import cockpit
from pages.overview.home import home

SITE: Site = {
    N_("Overview"): [
        Page("home", N_("Home"), ":material/home:", "home:read", home),
        Page("cockpit", N_("Cockpit"), ":material/monitoring:", "cockpit:read", cockpit),
    ],
    N_("Grids"): [
        Page("map", N_("Grid map"), ":material/map:", "map:read", area_map),
    ],
    N_("Co-construction"): [],
    N_("Party members' service"): [],
    N_("Needs"): [],
    N_("Administration"): [
        Page("accounts", N_("Accounts"), ":material/manage_accounts:", "account:read", account),
        Page("areas", N_("Areas"), ":material/account_tree:", "area:write", area),
        Page("audit", N_("Audit log"), ":material/history:", "audit:read", audit),
    ],
}

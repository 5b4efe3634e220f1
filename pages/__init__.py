"""SITE: every page of the app, in sidebar order, with the permission that opens it."""

from components.assignment import grids_of_worker, people_of_grid
from components.ledger import page_of
from components.shell import Page, Site
from db.errors import N_
from db.ledgers import GRIDS, MEMBERS, NEEDS, UNITS, WORKERS
from pages.admin.account import account
from pages.admin.area import area
from pages.admin.audit import audit
from pages.admin.code import code
from pages.admin.set_up import set_up
from pages.coconstruction.agreement import agreements
from pages.grids.map import area_map
from pages.overview.cockpit import cockpit
from pages.overview.home import home
from pages.service.activity import activity
from pages.service.chart import service_chart
from pages.service.monthly import monthly
from pages.service.registration import registration

SITE: Site = {
    N_("Overview"): [
        Page("home", N_("Home"), ":material/home:", "home:read", home),
        Page("cockpit", N_("Cockpit"), ":material/monitoring:", "cockpit:read", cockpit),
    ],
    N_("Grids"): [
        Page("map", N_("Grid map"), ":material/map:", "map:read", area_map),
        Page("grids", N_("Grid ledger"), ":material/grid_on:", "grid:read", page_of(GRIDS, people_of_grid)),
        Page("workers", N_("Grid workers"), ":material/badge:", "worker:read", page_of(WORKERS, grids_of_worker)),
    ],
    N_("Co-construction"): [
        Page("agreements", N_("Agreements"), ":material/handshake:", "agreement:read", agreements),
        Page("units", N_("Units"), ":material/domain:", "unit:read", page_of(UNITS)),
    ],
    N_("Party members' service"): [
        Page("activities", N_("Activities"), ":material/event_available:", "activity:read", activity),
        Page("registrations", N_("Registration"), ":material/how_to_reg:", "registration:read", registration),
        Page("members", N_("Member roster"), ":material/groups:", "member:read", page_of(MEMBERS)),
        Page("monthly", N_("Monthly table"), ":material/table_view:", "activity:read", monthly),
        Page("service-charts", N_("Service analysis"), ":material/bar_chart:", "activity:read", service_chart),
    ],
    N_("Needs"): [
        Page("needs", N_("List of needs"), ":material/volunteer_activism:", "need:read", page_of(NEEDS)),
    ],
    N_("Administration"): [
        Page("set-up", N_("Set-up"), ":material/construction:", "set_up:read", set_up),
        Page("accounts", N_("Accounts"), ":material/manage_accounts:", "account:read", account),
        Page("areas", N_("Areas"), ":material/account_tree:", "area:write", area),
        Page("codes", N_("Code lists and fields"), ":material/list_alt:", "code:read", code),
        Page("audit", N_("Audit log"), ":material/history:", "audit:read", audit),
    ],
}

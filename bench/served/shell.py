"""The shell with one more page, which says a word and nothing else: what a page costs before it does anything."""

import streamlit as st

from components.shell import Page, run
from pages import SITE


def empty(_ctx: object) -> None:
    st.text("Nothing here.")


run({**SITE, "Bench": [Page("empty", "Empty", ":material/home:", "own:read", empty)]})

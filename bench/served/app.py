"""app.py with the shell of the bench; everything else is the desk as it is."""

from pathlib import Path

import streamlit as st

from components.web.routes import EXCEPTIONS, MIDDLEWARE, ROUTES, greet

SHELL = Path(__file__).with_name("shell.py")
app = st.App(SHELL, routes=ROUTES, middleware=MIDDLEWARE, exception_handlers=EXCEPTIONS, lifespan=greet)

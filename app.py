"""The server: Streamlit's shell behind our own gate. `streamlit run app.py`, or `python3 run.py`, starts it."""

import streamlit as st

import pages  # noqa: F401  # why: pages register their exports, and the first visitor need not wait for imports
from components.web.routes import EXCEPTIONS, MIDDLEWARE, ROUTES, greet

app = st.App("pages/shell.py", routes=ROUTES, middleware=MIDDLEWARE, exception_handlers=EXCEPTIONS, lifespan=greet)

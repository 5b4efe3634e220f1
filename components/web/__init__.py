"""Everything the desk answers outside of Streamlit's pages: its routes, and the middleware in front of all."""

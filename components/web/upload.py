"""Whose Streamlit session an upload address names. Streamlit itself does not ask."""

from streamlit import runtime

from db.access import Actor


def is_own_upload(path: str, actor: Actor | None, sid: str | None) -> bool:
    """/_stcore/upload_file/{session}/{file}: the session must have been opened by this very sign-in."""
    parts = path.split("/")
    if actor is None or len(parts) != 5 or not runtime.exists():
        return False
    # No public way leads from a session id to its owner; pinned to Streamlit 1.67 and covered by tests/web/test_server.
    manager = runtime.get_instance()._session_mgr  # noqa: SLF001
    info = manager.get_active_session_info(parts[3])
    return info is not None and bool(info.session.matches_user_info({"sid": sid, "user": actor.username}))

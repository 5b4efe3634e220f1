"""Errors a user may see. A message is an English msgid plus its parameters; the UI translates it."""


class AppError(Exception):
    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid.format(**params))
        self.msgid, self.params = msgid, params


class Refused(AppError):
    """The actor may not do this."""


class Invalid(AppError):
    """A business rule says no."""


class Stale(Invalid):
    """Somebody else changed the row since it was read."""


class Spent(AppError):
    """The same form was sent before; nothing was done this time."""


class SignedOut(AppError):
    """There is no open session behind this request."""


def N_(msgid: str) -> str:  # noqa: N802  # why: gettext's own name for it
    """Mark a string for extraction without translating it here."""
    return msgid


GONE = N_("This record does not exist or is not yours to see.")
STALE = N_("Someone else changed this record meanwhile. Look at it again, then repeat your change.")
SPENT = N_("Already saved; no need to submit again.")
NOT_ALLOWED = N_("You may not do this. Ask your administrator if you should.")
SIGNED_OUT = N_("Please sign in again; your session has ended.")

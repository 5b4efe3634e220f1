"""Work for the console and for timers: verify, rebuild, back up, restore."""


class Failed(RuntimeError):
    """A job could not be done; the message is for the administrator at the console."""

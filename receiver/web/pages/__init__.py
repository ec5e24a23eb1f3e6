"""Pages for people, made on the server: they work without JavaScript and load nothing from anywhere else."""

from receiver.web.pages.site import blueprint, prepare

__all__ = ["blueprint", "prepare"]

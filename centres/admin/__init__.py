"""The admin's pages of centres, of the providers' places there, and of both one's hours."""

from centres.admin import affiliations, centres

__all__ = ["affiliations", "centres"]

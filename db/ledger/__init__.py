"""A ledger: one declaration from which list, filters, form, paste-in, export and permissions follow."""

from db.ledger.declare import Col, Kind, Ledger, Special, Twin
from db.ledger.shape import Column, Shape, Wrong, shape_of

__all__ = ["Col", "Column", "Kind", "Ledger", "Shape", "Special", "Twin", "Wrong", "shape_of"]

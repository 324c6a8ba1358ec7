"""A participation service for looked-after children's reviews in England."""

__version__ = "0.1.0"

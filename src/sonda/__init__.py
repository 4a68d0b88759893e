"""Sonda: see the company through its customers' eyes, find what matters most, change it, check that it was felt."""

__version__ = "0.1.0"

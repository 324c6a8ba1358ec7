"""Lighthouse over the sample pages: to be run by hand, since it needs Node and its packages."""

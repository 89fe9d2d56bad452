"""Athir over HTTP: a Flask application factory, its routes, and one table of problems."""

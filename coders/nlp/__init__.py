"""Parsers behind one protocol; the only place that knows spaCy."""

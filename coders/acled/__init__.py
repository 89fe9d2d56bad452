"""From CAMEO events to ACLED-style rows: a mapping table, actor names, deaths, places, and aggregation."""

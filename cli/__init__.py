"""The `athir` command."""

"""What comes in and what goes out, as marshmallow schemas: the one place that says which bodies are valid."""

"""The use cases on stored work: submit, lease, code, complete, sweep, and tell how far it is and what it gave."""

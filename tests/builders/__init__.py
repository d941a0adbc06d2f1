"""Rows for tests: one module per package. Every builder commits, so call it outside of `transaction()`."""

"""Tools of the workshop: nothing in here is needed by a running house."""

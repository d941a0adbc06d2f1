"""Measures the product beside the least that could do its work, in one run, on one machine: `./dev.sh bench`."""

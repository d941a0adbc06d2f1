"""Enterprises: what they are called, their codes, credit classes by regime, and whom to talk to.

Owns enterprises, credit regimes and classes, contacts. Knows places, accounts and core.
"""

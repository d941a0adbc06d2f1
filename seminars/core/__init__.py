"""The ground floor: what every room stands on, and no word of the trade.

`db clock config errors news i18n tokens audit forms text web`: one address for each cross-cutting thing.
Owns the table `audit_entry`. Knows no other package.
"""

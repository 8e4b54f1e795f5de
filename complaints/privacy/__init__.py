"""Accounts, roles, the gate through which personal values pass, and the access log."""

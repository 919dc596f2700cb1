"""The staff console: its own process and port, closed by default (no page is open without an account)."""

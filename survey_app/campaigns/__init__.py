"""Preparing and running a campaign: units and eligible numbers in, opening, link tokens, QR codes, posters."""

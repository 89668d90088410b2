"""Hostile requests, made from what the pages themselves offer, and what every reply to them owes."""

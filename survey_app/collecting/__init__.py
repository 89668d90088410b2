"""The door in: from a posted form, a file or a paper sheet to a response. Only `responses` writes answers."""

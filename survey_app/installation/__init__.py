"""Whether an installation is as it should be: each check looks at one thing and says in words for an operator what to do."""

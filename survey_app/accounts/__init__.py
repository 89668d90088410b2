"""Who is there: sign-in, roles, scope. Nothing else in the project knows an account."""

"""The door out: stored sums and the reports made from them. Only `store` reads answers for analysis."""

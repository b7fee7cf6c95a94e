"""The pages of `docs/screenshots`: the product in the states people see it in, in both themes."""

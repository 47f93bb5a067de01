"""For tests of extractors and vaults of your own, and of applications that use them."""

"""Makes the models that come with the package; nothing here is needed to run them."""

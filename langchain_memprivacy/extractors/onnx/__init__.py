"""The model on the device: a small generative model that names private spans."""

"""A demonstration that needs no network: two scripted dialogues and a stand-in cloud."""

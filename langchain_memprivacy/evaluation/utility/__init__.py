"""What protection costs: how useful memories stay, without a model and with one.

`retrieval` needs a sentence encoder only, `answering` is the paper's setting (section 5.3).
"""

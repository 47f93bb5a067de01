"""What gets out: which values reach which exit, and what an attacker makes of the rest."""

"""How the learned numbers in the engine were made."""

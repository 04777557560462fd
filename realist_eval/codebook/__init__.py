"""YAML to Codebook and back; problems carry file and line."""

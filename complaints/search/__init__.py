"""Words in, permitted complaints out."""

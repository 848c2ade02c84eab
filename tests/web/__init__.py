"""The web layer: masking, pictures, words, links."""

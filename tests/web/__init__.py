"""The web layer: masking, charts, texts, links."""

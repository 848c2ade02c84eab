"""The operator report, the dunning score and the number tags, computed from call records."""

"""The commands for operators, one module each; `h5kit.cli` registers them."""

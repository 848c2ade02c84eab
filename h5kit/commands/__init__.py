"""The commands of operators, one module each; `h5kit.cli` joins them."""

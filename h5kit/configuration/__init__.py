"""The settings of `h5kit serve`: a TOML file and `H5KIT_…` variables, typed and validated."""

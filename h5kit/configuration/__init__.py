"""The settings of `h5kit serve`: one TOML file and `H5KIT_…` variables, typed, strict and safe."""

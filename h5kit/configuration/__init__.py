"""What `h5kit serve` is told: one TOML file and `H5KIT_…` variables, typed, strict, and safe."""

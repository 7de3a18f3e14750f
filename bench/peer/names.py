"""Names of the peer's figures, which others are held against."""

SATURATED = "naive peer: municipalities through four steps, at saturation"
CPU_PER_MUNICIPALITY = "naive peer: CPU per municipality"

"""Order only: each flow reads like its part of the programme."""

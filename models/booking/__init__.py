"""One booking problem and its answer, as they are written down."""

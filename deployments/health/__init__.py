"""How an installation is, for `tovholder doctor`."""

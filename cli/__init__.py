"""The office's and the operator's door: the command `tovholder`."""

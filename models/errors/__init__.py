"""Every foreseen mishap as a class: the docstring is the English sentence, the others stand in the catalogues (`errors`)."""

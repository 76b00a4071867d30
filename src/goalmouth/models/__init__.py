"""Networks as torch modules, for training alone: what runs is exported and needs no torch."""

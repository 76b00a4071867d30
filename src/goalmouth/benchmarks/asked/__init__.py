"""Questions with known answers: a game, words, and how the raw labels are looked at by hand for the answer."""

"""Questions with known answers: a game, words, and how the raw labels give the answer."""

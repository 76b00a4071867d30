"""What the broadcast itself tells: shots, score bar, sound."""

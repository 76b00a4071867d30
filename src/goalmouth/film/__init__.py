"""The film: clips, captions, mix, subtitles, rendering, and the page to look at."""

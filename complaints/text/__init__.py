"""Korean text: pure functions over strings, without Django and without state."""

"""Who complains: which complaints are of one person, why, and what people have said about it."""

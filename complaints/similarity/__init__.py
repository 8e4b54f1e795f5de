"""How like complaints are: what each is compared by, and the past ones most like a text, with their answers."""

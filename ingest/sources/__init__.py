"""Where files come from by themselves: folders and databases, at their times, with what is amiss told."""

"""What other systems tell us: files read, mapped, checked and kept or refused row by row."""

"""What happened: a trail that is only ever added to, each line sealed by the one before."""

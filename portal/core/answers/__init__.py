"""What programs were answered, so that a repeated request is not done twice."""

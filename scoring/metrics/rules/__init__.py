"""Pure rules of metrics: definitions, periods, intervals, points, grades."""

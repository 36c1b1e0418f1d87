<<<<<<< HEAD
"""The rules of acceptance sampling, from plain values to plain values."""
=======
"""Sampling plans, their curves, and the drawing of samples: plain values in and out."""
>>>>>>> curves

"""Sampling plans, their curves, and the drawing of samples: plain values in and out."""

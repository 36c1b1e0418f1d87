"""Tests of products and specifications."""

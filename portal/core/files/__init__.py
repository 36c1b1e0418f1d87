"""Bytes that were received: checked, stored under their hash, scanned; not yet a document."""
